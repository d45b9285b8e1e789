"""The engine finds exactly the places that a plain reading of the rules allows."""

from hypothesis import given

from academy.classes.planning.candidates import (
    candidates,
    freedom,
    has_candidate,
    scope_of,
)
from academy.classes.planning.timetable import Timetable
from tests.classes.planning.oracle import faults, is_placeable, places_of
from tests.classes.planning.strategies import few, problems, settled_problems


@given(problems())
@few
def test_on_an_empty_timetable_candidates_are_what_the_rules_allow(problem):
    timetable = Timetable(problem)
    for wish in problem.sessions:
        found = [spot.as_place() for spot in candidates(timetable, wish)]
        assert len(found) == len(set(found))
        assert set(found) == set(places_of(problem, wish))
        assert has_candidate(timetable, wish) is is_placeable(problem, wish)
        assert freedom(timetable, wish) >= len(found)


@given(settled_problems(most_sessions=3))
@few
def test_beside_other_sessions_candidates_are_those_without_a_fault(problem):
    timetable = Timetable(problem)
    standing = {wish.id: wish.current for wish in problem.sessions if wish.current}
    assert faults(problem, standing) == []
    for wish in problem.sessions:
        if wish.id not in standing:
            found = {spot.as_place() for spot in candidates(timetable, wish)}
            allowed = {
                place
                for place in places_of(problem, wish)
                if not faults(problem, standing | {wish.id: place}, asked=set())
            }
            assert found == allowed


@given(problems())
@few
def test_a_room_is_either_large_enough_or_told_to_be_small(problem):
    for wish in problem.sessions:
        scope = scope_of(Timetable(problem), wish)
        fit = [room.id for room in scope.rooms if room]
        small = [room.id for room in scope.small]
        assert sorted(fit + small) == sorted(problem.room_by_id if wish.needs_room else [])
