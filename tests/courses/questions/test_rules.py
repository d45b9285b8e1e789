"""Drawing and scoring."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.questions.rules import decimal, draw, figure, score_of, shuffled

marks = st.lists(st.fractions(0, 1, max_denominator=20), max_size=30)


@given(marks, st.integers(1, 100))
def test_a_stored_score_never_reads_as_passed_when_it_is_not(given_marks, percent):
    score = score_of(given_marks, percent)
    shown, needed = decimal(score.points), decimal(score.needed)
    assert Fraction(needed) == score.needed
    assert score.passed == (bool(given_marks) and shown >= needed)
    assert 0 <= score.points <= score.most


@pytest.mark.parametrize(
    ("earned", "percent", "words"),
    [
        ([1] * 8 + [0] * 2, 60, "得 8 分，满分 10 分，及格线 6 分：通过。"),
        ([1] * 6 + [0] * 4, 60, "得 6 分，满分 10 分，及格线 6 分：通过。"),
        ([Fraction(1, 3)] * 3, 33, "得 1 分，满分 3 分，及格线 0.99 分：通过。"),
        ([Fraction(2, 3), 0], 35, "得 0.66 分，满分 2 分，及格线 0.7 分：未通过。"),
        ([], 60, "得 0 分，满分 0 分，及格线 0 分：未通过。"),
    ],
)
def test_the_verdict_in_words(earned, percent, words):
    assert score_of(map(Fraction, earned), percent).words == words


def test_a_third_thrice_is_exactly_the_whole():
    assert score_of([Fraction(1, 3)] * 3, 100 // 3).points == 1


@pytest.mark.parametrize(("points", "text"), [("10.00", "10"), ("7.50", "7.5"), ("0.00", "0")])
def test_figures_have_no_idle_zeros(points, text):
    assert figure(Decimal(points)) == text


@given(st.lists(st.integers(), unique=True), st.text(), st.integers(0, 40), st.booleans())
def test_drawing_takes_so_many_different_ones(pool, seed, count, shuffle):
    drawn = draw(pool, count, seed, shuffle=shuffle)
    assert len(drawn) == len(set(drawn)) == min(count or len(pool), len(pool))
    assert set(drawn) <= set(pool)
    assert drawn == draw(pool, count, seed, shuffle=shuffle)
    if not shuffle:
        assert drawn == [item for item in pool if item in drawn]


def test_seeds_give_different_orders():
    pool = range(20)
    assert len({tuple(shuffled(pool, str(seed))) for seed in range(50)}) == 50
