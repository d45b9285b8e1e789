"""Percentages, structure and states over plain values."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses import rules
from courses.enums import LessonState

IDS = st.sets(st.integers(1, 40), max_size=20)
START = dt.datetime(2026, 11, 1, 8, tzinfo=dt.UTC)


def placed(*lines: tuple[int, bool]) -> list[dict]:
    return [{"id": pk, "title": f"活动{pk}", "required": required} for pk, required in lines]


@pytest.mark.parametrize(
    ("required", "done", "expected"),
    [({1, 2, 3}, set(), 0), ({1, 2, 3}, {1}, 33), ({1, 2, 3}, {1, 2, 9}, 66), ({1}, {1}, 100)],
)
def test_percentage_is_whole_and_rounded_down(required, done, expected):
    assert rules.percentage(required, done) == expected


def test_nothing_required_is_never_complete():
    assert rules.percentage([], {1}) == 0
    assert not rules.is_complete([], {1})


@given(IDS, IDS)
def test_hundred_means_complete_and_nothing_else_does(required, done):
    assert (rules.percentage(required, done) == 100) == rules.is_complete(required, done)


@given(IDS, IDS, st.integers(1, 40))
def test_doing_more_never_lowers_the_figure(required, done, more):
    assert rules.percentage(required, done | {more}) >= rules.percentage(required, done)


def test_required_ids_name_each_once_in_order():
    content = {
        "lessons": [
            {"activities": placed((3, True), (1, False))},
            {"activities": placed((2, True), (3, True))},
        ]
    }
    assert rules.required_ids(content) == [3, 2]


def test_where_nothing_is_required_everything_is():
    assert rules.required_ids({"lessons": [{"activities": placed((3, False), (1, False))}]}) == [
        3,
        1,
    ]


@pytest.mark.parametrize(
    ("done", "begun", "expected"),
    [
        (set(), set(), LessonState.TODO),
        (set(), {1}, LessonState.DOING),
        ({1}, set(), LessonState.DOING),
        ({1, 2}, set(), LessonState.DONE),
        ({3}, set(), LessonState.DOING),
    ],
)
def test_state_of_a_lesson(done, begun, expected):
    lesson = placed((1, True), (2, True), (3, False))
    assert rules.lesson_state(lesson, done, begun) == expected


def test_a_lesson_without_activities_is_text():
    assert rules.lesson_state([], {1}, {1}) == LessonState.TEXT


@given(st.integers(0, 600), st.integers(0, 900_000))
def test_seconds_left_reach_nought_exactly_at_the_minimum(minimum, passed_ms):
    left = rules.seconds_left(START, minimum, START + dt.timedelta(milliseconds=passed_ms))
    assert (left == 0) == (passed_ms >= minimum * 1000)
    assert 0 <= left <= minimum


def test_a_visit_is_written_down_once_a_minute():
    assert not rules.is_mark_due(START, START + dt.timedelta(seconds=59))
    assert rules.is_mark_due(START, START + dt.timedelta(seconds=60))


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=3), max_size=3))
def test_marked_pieces_joined_are_the_text_again(text, terms):
    pieces = rules.mark_terms(text, terms)
    assert "".join(piece for piece, _ in pieces) == text


def test_terms_are_marked_whatever_their_case():
    assert rules.mark_terms("居民议事，Council", ["议事", "council"]) == [
        ("居民", False),
        ("议事", True),
        ("，", False),
        ("Council", True),
    ]


def test_an_excerpt_stands_around_the_first_term():
    text = "前" * 50 + "议事" + "后" * 100
    pieces = rules.excerpt(text, ["议事"], width=40)
    assert pieces == [("…" + "前" * 10, False), ("议事", True), ("后" * 28 + "…", False)]
    assert rules.excerpt("", ["议事"]) == []


def test_what_everything_can_earn_counts_an_activity_once():
    lesson = {"activities": [{"id": 1, "hours": "0.25"}, {"id": 2, "hours": "1"}]}
    assert rules.hours_at_most({"lessons": [lesson, lesson]}) == Decimal("1.25")
