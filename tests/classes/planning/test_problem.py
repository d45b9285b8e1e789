"""What a problem refuses to be."""

import datetime as dt
from dataclasses import replace

import pytest

from academy.classes.planning.problem import Openings, Pins, Place, Problem, WeeklyWindow
from tests.factories.planning import at, make_class, make_room, make_session, make_teacher

DAY = dt.date(2026, 3, 2)


def small(**fields) -> Problem:
    values = {
        "classes": (make_class(3, [DAY]),),
        "teachers": (make_teacher(2),),
        "rooms": (make_room(1),),
        "sessions": (make_session(1, 3),),
    }
    return Problem(**(values | fields))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"rooms": (make_room(2),)}, "重复的资源编号"),
        ({"sessions": (make_session(1, 3), make_session(1, 3))}, "重复的课次编号"),
        ({"sessions": (make_session(1, 9),)}, "“课次1”所属的培训班"),
        ({"sessions": (make_session(1, 3, fixed_teacher_ids=(9,)),)}, "指定的教师"),
        ({"sessions": (make_session(1, 3, pins=Pins(room_id=9)),)}, "指定的教室"),
        (
            {
                "sessions": (
                    make_session(1, 3, current=Place(at(DAY, "08:30"), at(DAY, "10:00"), (2,), 9)),
                )
            },
            "指定的教室",
        ),
    ],
)
def test_a_problem_that_names_what_is_not_there_is_refused(fields, words):
    with pytest.raises(ValueError, match=words):
        small(**fields)


def test_openings_without_rules_are_open_at_any_time():
    assert Openings().spans_on(DAY) is None


def test_an_exception_replaces_the_windows_of_its_day():
    weekly = (WeeklyWindow(0, dt.time(8), dt.time(12)),)
    closed = Openings(weekly, {DAY: ()})
    assert closed.spans_on(DAY) == ()
    assert len(Openings(weekly).spans_on(DAY)) == 1
    assert Openings(weekly).spans_on(DAY + dt.timedelta(days=1)) == ()


def test_a_weekly_window_holds_between_its_dates_only():
    window = WeeklyWindow(0, dt.time(8), dt.time(12), valid_from=DAY, valid_to=DAY)
    week = dt.timedelta(days=7)
    assert [window.holds_on(day) for day in (DAY - week, DAY, DAY + week)] == [False, True, False]


def test_a_pinned_teacher_goes_before_the_one_wished_for():
    wish = make_session(1, 3, fixed_teacher_ids=(2,))
    assert wish.named_teacher_ids == (2,)
    assert replace(wish, pins=Pins(teacher_ids=(7,))).named_teacher_ids == (7,)
    assert make_session(1, 3).named_teacher_ids is None


def test_order_binds_only_when_one_of_two_is_strict():
    first, second = make_session(1, 3, 1), make_session(2, 3, 2)
    strict = replace(first, is_strict=True)
    assert not first.is_ordered_with(second)
    assert strict.is_ordered_with(second)
    assert second.is_ordered_with(strict)
    assert not strict.is_ordered_with(make_session(4, 3, 1))


def test_sessions_of_a_class_come_in_the_order_of_their_numbers():
    wishes = (make_session(1, 3, 2), make_session(2, 3, 1))
    assert [wish.id for wish in small(sessions=wishes).sessions_by_class[3]] == [2, 1]


def test_a_session_has_the_headcount_of_its_class_unless_it_says_otherwise():
    problem = small()
    assert problem.headcount_of(problem.sessions[0]) == 40
    assert problem.headcount_of(make_session(2, 3, headcount=0)) == 0
