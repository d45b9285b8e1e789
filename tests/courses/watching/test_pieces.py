"""Pieces of film time against the plain sets of moments that they stand for."""

from hypothesis import given
from hypothesis import strategies as st

from courses.watching.pieces import clip, earliest, flat, length, subtract, unflat, union

LONGEST = 40
small = st.integers(-5, LONGEST)
pieces = st.lists(st.tuples(small, small), max_size=8)


def moments(*groups):
    return {moment for group in groups for start, end in group for moment in range(start, end)}


@given(pieces, pieces)
def test_union_holds_what_either_holds_in_canonical_form(one, other):
    joined = union(one, other)
    assert moments(joined) == moments(one, other)
    edges = flat(joined)
    assert edges == sorted(set(edges))


@given(pieces, pieces)
def test_equal_sets_have_equal_forms(one, other):
    assert (union(one) == union(other)) == (moments(one) == moments(other))


@given(pieces, pieces)
def test_subtract_leaves_what_only_the_first_holds(one, other):
    left = subtract(union(one), union(other))
    assert moments(left) == moments(one) - moments(other)
    assert left == union(left)


@given(pieces, st.integers(0, LONGEST))
def test_clip_keeps_what_lies_in_the_film(claimed, end):
    assert moments(clip(claimed, end)) == moments(claimed) & set(range(end))


@given(pieces, st.integers(-3, LONGEST))
def test_earliest_takes_the_first_moments_of_the_film(claimed, most):
    kept = earliest(union(claimed), most)
    assert sorted(moments(kept)) == sorted(moments(claimed))[: max(0, most)]
    assert length(kept) == len(moments(kept))


@given(pieces)
def test_the_compact_form_leads_back(claimed):
    assert unflat(flat(union(claimed))) == union(claimed)
