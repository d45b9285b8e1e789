"""Groups of claims that exclude each other."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from academy.classes.planning.model import crowds
from academy.classes.planning.times import overlaps

uses = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 8)).map(lambda use: (use[0], sum(use))),
    max_size=12,
).map(lambda spans: [(start, end, n) for n, (start, end) in enumerate(spans)])


@given(uses)
def test_crowds_hold_exactly_the_pairs_that_overlap(found):
    groups = list(crowds(found))
    together = {
        frozenset({one[2], other[2]}) for group in groups for one, other in combinations(group, 2)
    }
    assert together == {
        frozenset({one[2], other[2]})
        for one, other in combinations(found, 2)
        if overlaps(*one[:2], *other[:2])
    }


@given(uses)
def test_no_crowd_lies_within_another(found):
    groups = [frozenset(use[2] for use in group) for group in crowds(found)]
    assert not any(one < other for one in groups for other in groups)
    assert len(groups) == len(set(groups))
    assert {id for group in groups for id in group} == {use[2] for use in found}
