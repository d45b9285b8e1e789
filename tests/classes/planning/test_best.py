"""The five best places of a session."""

import datetime as dt
from dataclasses import replace

from hypothesis import given

from academy.classes.planning.best import best_places
from academy.classes.planning.candidates import candidates
from academy.classes.planning.choosing import Search, choice_at
from academy.classes.planning.problem import Busy, Place, Problem
from academy.classes.planning.timetable import Timetable
from tests.classes.planning.strategies import few, settled_problems
from tests.factories.planning import at, make_class, make_room, make_session, make_teacher

MONDAY = dt.date(2026, 3, 2)
TUESDAY = MONDAY + dt.timedelta(days=1)


def place(day, start, end, teachers=(20,), room=10) -> Place:
    return Place(at(day, start), at(day, end), teachers, room)


def two_days(*sessions, rooms=(), teachers=()) -> Problem:
    return Problem(
        (make_class(30, [MONDAY, TUESDAY]),),
        teachers or (make_teacher(20, rating=4.5),),
        rooms or (make_room(10, name="301"),),
        sessions,
    )


def starts(problem: Problem, session_id: int) -> list[str]:
    found = best_places(problem, session_id).places
    return [f"{each.place.start:%a %H:%M}" for each in found]


def test_each_of_five_places_stands_at_another_time():
    problem = two_days(make_session(1, 30), rooms=(make_room(10), make_room(11)))
    assert len(set(starts(problem, 1))) == 5


def test_fewer_times_are_filled_up_with_other_rooms():
    slots = [(dt.time(8, 30), dt.time(10))]
    problem = replace(
        two_days(make_session(1, 30), rooms=(make_room(10), make_room(11))),
        classes=(make_class(30, [MONDAY, TUESDAY], slots=slots),),
    )
    assert starts(problem, 1) == ["Mon 08:30", "Tue 08:30", "Mon 08:30", "Tue 08:30"]
    rooms = [each.place.room_id for each in best_places(problem, 1).places]
    assert rooms == [10, 10, 11, 11]


def test_a_first_session_goes_to_the_beginning_and_a_last_one_to_the_end():
    problem = two_days(make_session(1, 30, 1), make_session(2, 30, 2))
    assert starts(problem, 1)[0] == "Mon 08:30"
    assert starts(problem, 2)[0] == "Tue 15:20"


def test_what_follows_another_session_does_not_come_before_it():
    first = make_session(1, 30, 1, current=place(MONDAY, "13:30", "15:00"))
    found = best_places(two_days(first, make_session(2, 30, 2)), 2).places
    assert found[0].place.start > first.current.end
    assert "符合课次顺序" in found[0].reasons


def test_the_room_of_the_class_and_the_better_teacher_are_preferred():
    stands = make_session(1, 30, 1, current=place(MONDAY, "08:30", "10:00", (), 11))
    rooms = (make_room(10, name="301"), make_room(11, name="302"))
    teachers = (make_teacher(20, rating=4.0), make_teacher(21, rating=4.9, resource={"name": "张"}))
    problem = two_days(stands, make_session(2, 30, 2), rooms=rooms, teachers=teachers)
    best = best_places(problem, 2).places[0]
    assert (best.place.room_id, best.place.teacher_ids) == (11, (21,))
    assert "沿用本班常用的教室302，40 人用 60 座" in best.reasons
    assert "教师张本周另有 0 分钟课，评课 4.9 分" in best.reasons


def test_a_teacher_with_a_full_week_gives_way_to_an_idle_one():
    taught = Busy(at(MONDAY, "18:00"), at(MONDAY, "22:00"), "夜校", is_teaching=True)
    busy = make_teacher(20, resource={"busy": (taught,)})
    problem = two_days(make_session(1, 30), teachers=(busy, make_teacher(21)))
    assert best_places(problem, 1).places[0].place.teacher_ids == (21,)


def test_the_smallest_room_that_fits_is_preferred():
    problem = two_days(make_session(1, 30), rooms=(make_room(10, 200), make_room(11, 45)))
    assert best_places(problem, 1).places[0].place.room_id == 11


def test_a_session_that_stands_would_rather_stay():
    there = place(TUESDAY, "08:30", "10:00")
    others = [make_session(n, 30, n) for n in range(2, 5)]
    best = best_places(two_days(make_session(1, 30, 1, current=there), *others), 1).places[0]
    assert best.place == there
    assert best.reasons[0] == "时间不变"


def test_without_a_place_there_is_an_explanation():
    answer = best_places(two_days(make_session(1, 30, headcount=1000)), 1)
    assert answer.places == ()
    assert answer.explanation.lines[0] == "教室301只容 60 人，本次课 1000 人"


@given(settled_problems())
@few
def test_best_places_are_free_ordered_and_leave_everything_as_it_was(problem):
    timetable = Timetable(problem)
    before = dict(timetable.spots)
    for wish in problem.sessions:
        answer = best_places(problem, wish.id, timetable)
        free = {spot.as_place() for spot in candidates(Timetable(problem, {wish.id}), wish)}
        chosen = [each.place for each in answer.places]
        assert set(chosen) <= free
        assert len(chosen) == len(set(chosen)) <= min(5, len(free))
        assert len({each.start for each in chosen}) == min(5, len({each.start for each in free}))
        assert (answer.explanation is None) is bool(chosen)
        assert all(each.reasons for each in answer.places)
    assert timetable.spots == before


@given(settled_problems())
@few
def test_the_first_is_better_than_every_other_candidate(problem):
    for wish in problem.sessions:
        timetable = Timetable(problem, {wish.id})
        search = Search(timetable, wish)
        found = search.best(1)
        like = search.preferences
        for spot in candidates(timetable, wish):
            each = choice_at(problem, spot)
            points = like.time_points(each.span) + like.room_points(each.room)
            assert found[0].points >= points + like.team_points(each.team, each.span) - 1e-9
