"""Explanations count every candidate once and name who is in the way."""

import datetime as dt
from dataclasses import replace

from hypothesis import given

from academy.classes.planning.candidates import candidates
from academy.classes.planning.explaining import conflicts, explain, named_blockers
from academy.classes.planning.problem import (
    Blackout,
    Busy,
    Openings,
    Pins,
    Place,
    Problem,
    WeeklyWindow,
)
from academy.classes.planning.timetable import Timetable
from academy.classes.planning.words import Reason
from tests.classes.planning.strategies import few, settled_problems
from tests.factories.planning import at, make_class, make_room, make_session, make_teacher

DAY = dt.date(2026, 3, 4)
SLOT = ((dt.time(8, 30), dt.time(10)),)
TAKEN = Busy(at(DAY, "09:00"), at(DAY, "09:30"), "“议事协商”（第 9 期班）", "教务处林老师")


def one_slot(*, sessions=(), room=None, teacher=None, slots=SLOT, **wish) -> Problem:
    """A class with one slot, one teacher, one room, and the session 1 that wants them."""
    return Problem(
        (make_class(3, [DAY], slots=slots),),
        (teacher or make_teacher(2, resource={"name": "张敏"}),),
        (room or make_room(1, name="301"),),
        (make_session(1, 3, **({"seq": 5} | wish)), *sessions),
    )


def told(problem: Problem) -> tuple[dict[Reason, int], tuple[str, ...]]:
    explanation = explain(problem, 1)
    assert explanation.is_hopeless
    return explanation.counts, explanation.lines


def test_a_busy_teacher_is_named_with_the_other_booking_and_its_contact():
    teacher = make_teacher(2, resource={"name": "张敏", "busy": (TAKEN,)})
    counts, lines = told(one_slot(teacher=teacher))
    assert counts == {Reason.TEACHER_BUSY: 1}
    assert lines == (
        "3月4日（周三）上午 08:30–10:00：教师张敏已有“议事协商”（第 9 期班），联系教务处林老师",
    )


def test_a_busy_room_is_named():
    counts, lines = told(one_slot(room=make_room(1, name="301", busy=(TAKEN,))))
    assert counts == {Reason.ROOM_BUSY: 1}
    assert "教室301已有“议事协商”（第 9 期班），联系教务处林老师" in lines[0]


def test_a_session_of_the_class_itself_is_named():
    there = Place(at(DAY, "08:30"), at(DAY, "10:00"), (), None)
    other = make_session(7, 3, 5, title="开班式", current=there)
    counts, lines = told(one_slot(sessions=(other,)))
    assert counts == {Reason.CLASS_BUSY: 1}
    assert "培训班第 3 期班已有“开班式”（第 3 期班），联系班主任李老师" in lines[0]


def test_a_strict_neighbour_is_named_with_its_time():
    there = Place(at(DAY, "13:30"), at(DAY, "15:00"), (), None)
    other = make_session(7, 3, 1, title="开班式", current=there, is_strict=True)
    counts, lines = told(one_slot(sessions=(other,)))
    assert counts == {Reason.ORDER: 1}
    assert "须排在“开班式”（3月4日（周三）下午 13:30–15:00）之后" in lines[0]


def test_a_small_room_tells_both_numbers():
    counts, lines = told(one_slot(room=make_room(1, 30, name="301")))
    assert counts == {Reason.ROOM_TOO_SMALL: 1}
    assert lines[0] == "教室301只容 30 人，本次课 40 人"


def test_closed_and_blacked_out_rooms_are_told_apart():
    afternoons = Openings((WeeklyWindow(2, dt.time(13), dt.time(18)),))
    assert told(one_slot(room=make_room(1, openings=afternoons)))[0] == {Reason.ROOM_CLOSED: 1}
    out = (Blackout(at(DAY, "00:00"), at(DAY, "12:00"), "更换投影"),)
    counts, lines = told(one_slot(room=make_room(1, name="301", blackouts=out)))
    assert counts == {Reason.ROOM_BLACKOUT: 1}
    assert "教室301停用：更换投影" in lines[0]


def test_a_teacher_who_is_not_there_or_has_enough_is_told_so():
    afternoons = Openings((WeeklyWindow(2, dt.time(13), dt.time(18)),))
    away = make_teacher(2, resource={"name": "张敏", "openings": afternoons})
    counts, lines = told(one_slot(teacher=away))
    assert counts == {Reason.TEACHER_AWAY: 1}
    assert "教师张敏此时不在可授课时间" in lines[0]
    full = make_teacher(2, sessions_per_day=0, resource={"name": "张敏"})
    counts, lines = told(one_slot(teacher=full))
    assert counts == {Reason.TEACHER_LIMIT: 1}
    assert "教师张敏课量已满（当天已有 0 次课，最多 0 次；本周已有 0 分钟）" in lines[0]


def test_nobody_fit_no_slot_no_room_and_a_wrong_day_hold_at_any_time():
    assert told(one_slot(subjects=frozenset({"天文"})))[1][0] == "没有能讲授“天文”的教师"
    counts, lines = told(one_slot(minutes=91))
    assert (counts, lines) == (
        {Reason.NO_SLOT: 1},
        ("培训班第 3 期班没有能容纳 91 分钟的上课时段",),
    )
    counts, lines = told(replace(one_slot(), rooms=()))
    assert counts == {Reason.NO_ROOM: 1}
    assert lines[0] == "没有登记可用的教室"
    sunday = at(dt.date(2026, 3, 8), "08:30")
    counts, lines = told(one_slot(pins=Pins(start=sunday)))
    assert counts == {Reason.OUTSIDE_DATES: 1}
    assert "3月8日（周日）不是培训班第 3 期班的上课日" in lines[0]


def test_more_than_three_in_the_way_are_counted():
    rooms = tuple(make_room(10 + n, busy=(TAKEN,)) for n in range(5))
    _, lines = told(replace(one_slot(), rooms=rooms))
    assert lines[0].endswith("；另有 2 项冲突")


def test_the_summary_counts_reasons_the_commonest_first():
    rooms = tuple(make_room(10 + n, 60 if n else 10, busy=(TAKEN,)) for n in range(3))
    assert explain(replace(one_slot(), rooms=rooms), 1).summary == (
        "“课次1”考虑了 3 种安排，没有一种可行：教室已被占用 2 种、教室太小 1 种。"
    )


def test_who_blocks_most_comes_first():
    slots = (*SLOT, (dt.time(10, 20), dt.time(11, 50)))
    long = replace(TAKEN, label="“全天会议”", end=at(DAY, "17:00"))
    teacher = make_teacher(2, resource={"busy": (TAKEN, long)})
    blockers = named_blockers(explain(one_slot(teacher=teacher, slots=slots), 1))
    assert [("全天会议" in blocker.words) for blocker in blockers] == [True, False]
    assert blockers[0].contact == "教务处林老师"


@given(settled_problems())
@few
def test_every_candidate_is_counted_once(problem):
    for wish in problem.sessions:
        explanation = explain(problem, wish.id)
        assert sum(explanation.counts.values()) + explanation.candidates == explanation.considered
        timetable = Timetable(problem, without={wish.id})
        assert explanation.candidates == sum(1 for _ in candidates(timetable, wish))
        if explanation.is_hopeless:
            assert explanation.lines
            assert sum(explanation.counts.values()) > 0
            assert named_blockers(explanation)


@given(settled_problems())
@few
def test_explaining_leaves_the_timetable_as_it_was(problem):
    timetable = Timetable(problem)
    before = dict(timetable.spots)
    for wish in problem.sessions:
        explain(problem, wish.id, timetable)
    assert timetable.spots == before


@given(settled_problems())
@few
def test_a_free_candidate_has_no_conflict_and_a_taken_one_names_it(problem):
    timetable = Timetable(problem)
    standing = [wish for wish in problem.sessions if wish.current]
    for wish in problem.sessions:
        if wish.current is None:
            for spot in candidates(timetable, wish):
                assert conflicts(timetable, wish, spot.as_place()) == ()
            for other in standing:
                if other.class_id == wish.class_id:
                    found = conflicts(timetable, wish, other.current)
                    assert Reason.CLASS_BUSY in {blocker.reason for blocker in found}
