"""What is shown of an evaluation, and when."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.classes.enums import EvaluationSubject
from academy.classes.rules.evaluation import (
    Answer,
    Hidden,
    Question,
    Summary,
    check_marks,
    mean_of,
    ordered_comments,
    shown_count,
    summarise,
)

CLEAR = Question("clear", EvaluationSubject.TEACHER, "讲得清楚")
PLACE = Question("place", EvaluationSubject.BASE, "现场有内容")
QUESTIONS = (CLEAR, PLACE)


def answers(*marks):
    return [Answer({"clear": mark}, f"意见 {place}") for place, mark in enumerate(marks)]


def test_four_answers_are_hidden():
    assert summarise(QUESTIONS, answers(5, 5, 4, 3)) == Hidden(4, "已收到 4 份，满 5 份才显示")


def test_closing_shows_no_fewer_than_five():
    assert isinstance(summarise(QUESTIONS, answers(5, 5, 4, 3), is_closed=True), Hidden)


def test_five_answers_are_shown():
    found = summarise(QUESTIONS, answers(5, 5, 4, 3, 4))
    assert isinstance(found, Summary)
    clear, place = found.figures
    assert (clear.mean, clear.distribution) == (Decimal("4.2"), (0, 0, 1, 2, 2))
    assert clear.words == "平均 4.2 分（1 分 0 人，2 分 0 人，3 分 1 人，4 分 2 人，5 分 2 人）"
    assert (place.mean, place.distribution, place.words) == (None, (), "不足 5 人评分，不显示")
    assert (found.received, found.shown, found.words) == (5, 5, "共 5 份")


def test_a_question_that_four_of_six_answered_has_no_figures():
    given_by_four = [Answer({"clear": 4, "place": 5}) for _ in range(4)]
    found = summarise(QUESTIONS, [*given_by_four, *answers(4, 4)], is_closed=True)
    assert [figures.mean for figures in found.figures] == [4, None]


def test_six_answers_show_the_first_five():
    five = summarise(QUESTIONS, answers(5, 5, 4, 3, 4))
    six = summarise(QUESTIONS, answers(5, 5, 4, 3, 4, 1))
    assert six.figures == five.figures
    assert six.comments == five.comments
    assert six.words == "已收到 6 份，显示前 5 份；其余 1 份暂不显示，以免看出是谁填的"


def test_closing_shows_all_where_nobody_could_compare():
    assert summarise(QUESTIONS, answers(5, 5, 4, 3, 4, 1), is_closed=True).shown == 6


@pytest.mark.parametrize(
    ("received", "is_closed", "before", "shown"),
    [
        (0, False, 0, 0),
        (4, False, 0, 0),
        (5, False, 0, 5),
        (9, False, 5, 5),
        (10, False, 5, 10),
        (4, True, 0, 0),
        (5, True, 0, 5),
        (7, True, 0, 7),
        (7, True, 5, 5),
        (9, True, 5, 5),
        (10, True, 5, 10),
        (13, True, 5, 13),
        (10, True, 10, 10),
        # Answers were withdrawn.
        (4, True, 5, 0),
        # Opened again after closing with seven.
        (10, False, 7, 7),
        (15, False, 7, 15),
    ],
)
def test_how_many_are_shown(received, is_closed, before, shown):
    assert shown_count(received, is_closed=is_closed, shown_before=before) == shown


@given(st.lists(st.booleans(), max_size=60))
def test_no_two_views_differ_by_fewer_than_five_answers(closings):
    """Whoever looks after every answer, through any closing and opening, learns of no one."""
    seen = 0
    for received, is_closed in enumerate(closings, start=1):
        shown = shown_count(received, is_closed=is_closed, shown_before=seen)
        assert shown <= received
        assert shown == seen or shown - seen >= 5
        seen = shown


@given(st.integers(0, 1000))
def test_open_figures_advance_by_fives(received):
    assert shown_count(received) == received // 5 * 5


@given(st.lists(st.integers(1, 5), min_size=1, max_size=300))
def test_the_mean_is_exact_and_rounds_halves_up(marks):
    exact = Fraction(sum(marks), len(marks))
    mean = mean_of(marks)
    assert abs(Fraction(mean) - exact) <= Fraction(1, 20)
    plain = Decimal(exact.numerator) / Decimal(exact.denominator)
    assert mean == plain.quantize(Decimal("0.1"), ROUND_HALF_UP)


def test_halves_go_up():
    assert mean_of([4, 4, 4, 5]) == Decimal("4.3")
    assert mean_of([4] * 19 + [5]) == Decimal("4.1")
    assert mean_of([5, 5]) == 5


@given(st.permutations(answers(1, 2, 3, 4, 5)))
def test_the_order_of_the_answers_shows_nowhere(shuffled):
    assert summarise(QUESTIONS, shuffled) == summarise(QUESTIONS, answers(1, 2, 3, 4, 5))


def test_comments_come_by_their_text():
    assert ordered_comments(["好", " 内容扎实 ", "", "  ", "好"]) == ("内容扎实", "好", "好")


@pytest.mark.parametrize("mark", [0, 6, -1])
def test_marks_are_one_to_five(mark):
    with pytest.raises(ValueError, match="评分须为 1 到 5 分"):
        check_marks({"clear": mark}, QUESTIONS)


def test_marks_answer_questions_of_the_form():
    with pytest.raises(ValueError, match="没有的题目"):
        summarise(QUESTIONS, [Answer({"other": 3})])
    check_marks({}, QUESTIONS)
    check_marks({"clear": 1, "place": 5}, QUESTIONS)
