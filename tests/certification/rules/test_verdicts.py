"""Combination of verdicts."""

from hypothesis import given
from hypothesis import strategies as st

from academy.certification.rules.verdicts import Verdict, all_of, any_of, n_of

truths = st.lists(st.booleans(), min_size=1, max_size=8)
shapes = st.recursive(
    st.just("leaf"),
    lambda inner: st.tuples(
        st.sampled_from(["all", "any", "n"]),
        st.integers(1, 4),
        st.lists(inner, min_size=1, max_size=4),
    ),
    max_leaves=12,
)


def leaf(met: bool) -> Verdict:
    return Verdict(met=met, wanted="要求", own="情况")


def leaf_count(shape: object) -> int:
    return 1 if shape == "leaf" else sum(leaf_count(part) for part in shape[2])


def judge(shape: object, answers: list[bool]) -> Verdict:
    """The verdict of a tree whose leaves take `answers` in order."""
    if shape == "leaf":
        return leaf(answers.pop(0))
    name, count, inner = shape
    parts = [judge(part, answers) for part in inner]
    return {"all": all_of, "any": any_of}[name](parts) if name != "n" else n_of(count, parts)


@given(truths)
def test_all_of_needs_every_part(values):
    assert all_of([leaf(v) for v in values]).met is all(values)


@given(truths)
def test_any_of_needs_one_part(values):
    assert any_of([leaf(v) for v in values]).met is any(values)


@given(truths, st.integers(1, 9))
def test_n_of_counts(values, wanted):
    assert n_of(wanted, [leaf(v) for v in values]).met is (sum(values) >= wanted)


@given(st.data())
def test_meeting_one_more_never_turns_met_into_unmet(data):
    shape = data.draw(shapes)
    answers = data.draw(st.lists(st.booleans(), min_size=(n := leaf_count(shape)), max_size=n))
    place = data.draw(st.integers(0, n - 1))
    better = [*answers[:place], True, *answers[place + 1 :]]
    assert judge(shape, list(better)).met >= judge(shape, list(answers)).met


def test_a_group_without_parts_is_never_met():
    assert [all_of([]).met, any_of([]).met, n_of(1, []).met] == [False, False, False]


def test_words_of_a_group():
    verdict = n_of(2, [leaf(True), leaf(False), leaf(False)])
    assert verdict.wanted == "以下 3 项中至少满足 2 项"
    assert verdict.own == "共 3 项，已满足 1 项"
