"""One session makes way for another, or everything stays as it was."""

import datetime as dt

from hypothesis import given

from academy.classes.planning.candidates import has_candidate
from academy.classes.planning.greedy import best_spot
from academy.classes.planning.problem import Problem
from academy.classes.planning.repair import make_way
from academy.classes.planning.timetable import Timetable
from tests.classes.planning.oracle import faults
from tests.classes.planning.strategies import few, settled_problems
from tests.factories.planning import at, make_class, make_room, make_session, make_teacher

MONDAY = dt.date(2026, 3, 2)
SLOTS = [(dt.time(8, 30), dt.time(10)), (dt.time(10, 20), dt.time(11, 50))]


def way_made(timetable: Timetable, wish, movable) -> bool:
    return make_way(timetable, wish, movable, lambda other: best_spot(timetable, other))


def a_full_room() -> tuple[Problem, Timetable]:
    """Session 1 stands in the only room at the only time that session 2 has."""
    classes = (
        make_class(30, [MONDAY], slots=SLOTS),
        make_class(31, [MONDAY], slots=SLOTS[:1]),
    )
    wishes = (make_session(1, 30, fixed_teacher_ids=()), make_session(2, 31, fixed_teacher_ids=()))
    problem = Problem(classes, (), (make_room(10),), wishes)
    timetable = Timetable(problem)
    first = problem.session_by_id[1]
    timetable.add(first, best_spot(timetable, first))
    return problem, timetable


def test_a_session_moves_on_for_one_that_fits_nowhere_else():
    problem, timetable = a_full_room()
    assert not has_candidate(timetable, problem.session_by_id[2])
    assert way_made(timetable, problem.session_by_id[2], {1})
    starts = {id: spot.as_place().start for id, spot in timetable.spots.items()}
    assert starts == {1: at(MONDAY, "10:20"), 2: at(MONDAY, "08:30")}


def test_what_may_not_be_moved_makes_no_way():
    problem, timetable = a_full_room()
    before = dict(timetable.spots)
    assert not way_made(timetable, problem.session_by_id[2], set())
    assert timetable.spots == before


def test_nobody_is_made_homeless():
    problem, timetable = a_full_room()
    third = make_session(3, 30, fixed_teacher_ids=())
    problem = Problem(problem.classes, (), problem.rooms, (*problem.sessions, third))
    timetable = Timetable(problem)
    for id in (1, 3):
        wish = problem.session_by_id[id]
        timetable.add(wish, best_spot(timetable, wish))
    before = dict(timetable.spots)
    assert not way_made(timetable, problem.session_by_id[2], {1, 3})
    assert timetable.spots == before


def test_a_teacher_is_given_away_when_another_can_stand_in():
    classes = tuple(make_class(n, [MONDAY], slots=SLOTS[:1]) for n in (30, 31))
    teachers = (make_teacher(20, ["专题01", "专题02"], rating=5), make_teacher(21, rating=1))
    wishes = (make_session(1, 30), make_session(2, 31, subjects=frozenset({"专题02"})))
    problem = Problem(classes, teachers, (make_room(10), make_room(11)), wishes)
    timetable = Timetable(problem)
    timetable.add(wishes[0], best_spot(timetable, wishes[0]))
    assert timetable.spots[1].teacher_ids == (20,)
    assert way_made(timetable, wishes[1], {1})
    assert {id: spot.teacher_ids for id, spot in timetable.spots.items()} == {1: (21,), 2: (20,)}


@given(settled_problems())
@few
def test_making_way_breaks_no_rule(problem):
    timetable = Timetable(problem)
    movable = {wish.id for wish in problem.sessions if not wish.is_constant}
    for wish in problem.sessions:
        if wish.id not in timetable.spots and not has_candidate(timetable, wish):
            before = dict(timetable.spots)
            if way_made(timetable, wish, movable):
                assert before.keys() | {wish.id} == timetable.spots.keys()
            else:
                assert timetable.spots == before
    places = {id: spot.as_place() for id, spot in timetable.spots.items()}
    assert faults(problem, places) == []
