"""Claims, limits and the grid of a class."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.classes.planning.problem import Blackout, Busy, Place, Problem
from academy.classes.planning.times import minute_of
from academy.classes.planning.timetable import Spot, Timetable
from tests.classes.planning.strategies import few, settled_problems
from tests.factories.planning import at, make_class, make_room, make_session, make_teacher

DAY = dt.date(2026, 3, 2)
SPAN = (minute_of(at(DAY, "10:00")), minute_of(at(DAY, "11:00")))


def busy(start: str, end: str, **fields) -> Busy:
    return Busy(at(DAY, start), at(DAY, end), "“别的课”（别的班）", **fields)


def timetable(*sessions, room=None, teacher=None, **class_fields) -> Timetable:
    facts = make_class(3, [DAY], **class_fields)
    rooms, teachers = (room or make_room(1),), (teacher or make_teacher(2),)
    return Timetable(Problem((facts,), teachers, rooms, sessions))


@pytest.mark.parametrize(
    ("start", "end", "is_free"),
    [("09:00", "10:00", True), ("11:00", "12:00", True), ("09:00", "10:01", False)],
)
def test_bookings_that_only_touch_are_no_clash(start, end, is_free):
    room = make_room(1, busy=(busy(start, end),))
    assert timetable(room=room).is_free(room, *SPAN) is is_free


@pytest.mark.parametrize(
    ("before", "after", "is_free"), [(0, 0, True), (1, 0, False), (0, 1, True)]
)
def test_buffers_claim_time_on_both_ends(before, after, is_free):
    room = make_room(1, busy=(busy("09:00", "10:00"),), buffer_before=before, buffer_after=after)
    assert timetable(room=room).is_free(room, *SPAN) is is_free


def test_a_booking_over_midnight_blocks_both_days():
    next_day = DAY + dt.timedelta(days=1)
    night = Busy(at(DAY, "22:00"), at(next_day, "09:00"), "夜班")
    room = make_room(1, busy=(night,))
    late = (minute_of(at(DAY, "23:00")), minute_of(at(next_day, "01:00")))
    early = (minute_of(at(next_day, "08:30")), minute_of(at(next_day, "10:00")))
    both = timetable(room=room)
    assert [len(both.overlapping(1, *span)) for span in (late, early, SPAN)] == [1, 1, 0]


def test_lanes_take_bookings_side_by_side_up_to_the_capacity():
    booked = busy("10:00", "11:00", persons=30)
    hall = make_room(1, 100, lanes=2, busy=(booked,))
    assert timetable(room=hall).is_free(hall, *SPAN, 70)
    assert not timetable(room=hall).is_free(hall, *SPAN, 71)
    full = replace(hall, busy=(booked, replace(booked, label="另一场")))
    assert not timetable(room=full).is_free(full, *SPAN, 10)


def test_a_blackout_closes_every_lane():
    hall = make_room(1, lanes=5, blackouts=(Blackout(at(DAY, "10:30"), at(DAY, "10:40"), "检修"),))
    assert not timetable(room=hall).is_free(hall, *SPAN)


def test_a_teacher_keeps_to_the_day_and_the_week():
    taught = busy("13:30", "15:00", is_teaching=True)
    for limits, can in [
        ({"sessions_per_day": 1}, False),
        ({"sessions_per_day": 2}, True),
        ({"minutes_per_week": 179}, False),
        ({"minutes_per_week": 180}, True),
    ]:
        teacher = make_teacher(2, resource={"busy": (taught,)}, **limits)
        assert timetable(teacher=teacher).can_teach(teacher, *SPAN, 90) is can, limits


def test_bookings_that_are_no_teaching_do_not_count_as_such():
    teacher = make_teacher(2, sessions_per_day=1, resource={"busy": (busy("13:30", "15:00"),)})
    assert timetable(teacher=teacher).can_teach(teacher, *SPAN, 90)


def test_a_session_claims_its_class_its_teacher_and_its_room_until_it_goes():
    wish = make_session(1, 3, title="议事协商")
    standing = timetable(wish)
    standing.add(wish, Spot(*SPAN, (2,), 1))
    claims = [standing.overlapping(id, *SPAN) for id in (1, 2, 3)]
    assert [[claim.label for claim in each] for each in claims] == [["“议事协商”（第 3 期班）"]] * 3
    assert standing.remove(wish) == Spot(*SPAN, (2,), 1)
    assert [len(standing.overlapping(id, *SPAN)) for id in (1, 2, 3)] == [0, 0, 0]


@given(settled_problems())
@few
def test_adding_and_removing_leaves_nothing_behind(problem):
    before, after = Timetable(problem), Timetable(problem)
    for wish in problem.sessions:
        if wish.id in after.spots:
            after.add(wish, after.remove(wish))
    for wish in problem.sessions:
        if wish.id in before.spots:
            before.remove(wish)
            after.remove(wish)
    days = (minute_of(at(DAY, "00:00")), minute_of(at(DAY + dt.timedelta(days=2), "00:00")))
    for resource in problem.resources:
        assert after.overlapping(resource.id, *days) == before.overlapping(resource.id, *days)
        assert {claim.session_id for claim in after.overlapping(resource.id, *days)} <= {None}
    for teacher in problem.teachers:
        assert after.sessions_on(teacher, days[0]) == before.sessions_on(teacher, days[0])


def starts(minutes: int, **fields) -> list[str]:
    grid = timetable(**fields).grid(3, minutes)
    clock = [f"{start % 1440 // 60:02}:{start % 60:02}" for start, _ in grid]
    lengths = {end - start for start, end in grid}
    return [*clock, *sorted(map(str, lengths))]


def test_a_short_session_begins_with_a_slot_and_ends_before_it():
    assert starts(60) == ["08:30", "10:20", "13:30", "15:20", "60"]


def test_a_long_session_runs_on_over_the_short_breaks_only():
    # 180 minutes of teaching and the break of 20.
    assert starts(180) == ["08:30", "13:30", "200"]
    assert starts(240) == []
    assert starts(240, longest_break=120) == ["08:30", "10:20", "360"]


@given(st.integers(0, 3), st.integers(0, 3))
def test_strict_order_leaves_what_lies_between_the_neighbours(first, last):
    slots = ["08:30", "10:20", "13:30", "15:20"]
    wishes = [make_session(n, 3, n, is_strict=True) for n in range(3)]
    standing = timetable(*wishes)
    for n, slot in ((0, first), (2, last)):
        start = minute_of(at(DAY, slots[slot]))
        standing.add(wishes[n], Spot(start, start + 90, (), None))
    assert standing.order_bounds(wishes[1]) == (
        minute_of(at(DAY, slots[first])) + 90,
        minute_of(at(DAY, slots[last])),
    )


def test_sessions_left_out_do_not_stand():
    place = Place(at(DAY, "08:30"), at(DAY, "10:00"), (2,), 1)
    wish = make_session(1, 3, current=place)
    problem = timetable(wish).problem
    assert Timetable(problem).spots[1].as_place() == place
    assert Timetable(problem, without={1}).spots == {}
