"""Arranging without a solver: nothing clashes, nothing fixed moves, nothing fails in silence."""

import datetime as dt

from hypothesis import given

from academy.classes.planning.greedy import arrange
from academy.classes.planning.problem import Pins, Place, Problem
from tests.classes.planning.oracle import faults, is_placeable
from tests.classes.planning.strategies import few, settled_problems
from tests.factories.planning import (
    at,
    invented_year,
    make_class,
    make_room,
    make_session,
    make_teacher,
)

MONDAY = dt.date(2026, 3, 2)
TWO_SLOTS = [(dt.time(8, 30), dt.time(10)), (dt.time(10, 20), dt.time(11, 50))]


def after(problem: Problem, proposals) -> dict[int, Place]:
    """Where everything stands once all proposals have been accepted."""
    proposed = {each.session_id: each.place for each in proposals}
    places = {
        wish.id: proposed.get(wish.id, wish.current) if wish.id in proposed else wish.current
        for wish in problem.sessions
    }
    return {id: place for id, place in places.items() if place}


def check_proposals(problem: Problem, proposals) -> None:
    asked = {each.session_id for each in proposals}
    assert faults(problem, after(problem, proposals), asked) == []
    for each in proposals:
        wish = problem.session_by_id[each.session_id]
        assert not wish.is_constant
        assert each.before == wish.current
        if each.place is None:
            assert each.explanation.counts
            assert each.explanation.lines or each.explanation.candidates
        else:
            assert is_placeable(problem, wish)
            assert each.reasons
            assert wish.pins.start in {None, each.place.start}
            assert wish.named_teacher_ids in {None, each.place.teacher_ids}


@given(settled_problems(most_sessions=5))
@few
def test_what_is_proposed_for_new_sessions_breaks_no_rule(problem):
    proposals = arrange(problem)
    assert {each.session_id for each in proposals} == {
        wish.id for wish in problem.sessions if not wish.is_constant and not wish.current
    }
    check_proposals(problem, proposals)


@given(settled_problems(most_sessions=5))
@few
def test_arranging_anew_moves_all_but_what_is_constant(problem):
    proposals = arrange(problem, rearrange=True)
    assert {each.session_id for each in proposals} == {
        wish.id for wish in problem.sessions if not wish.is_constant
    }
    check_proposals(problem, proposals)


@given(settled_problems())
@few
def test_only_the_class_asked_for_is_arranged(problem):
    asked = problem.classes[0].resource.id
    proposals = arrange(problem, {asked}, rearrange=True)
    assert {problem.session_by_id[each.session_id].class_id for each in proposals} <= {asked}
    check_proposals(problem, proposals)


def one_morning(*sessions, **fields) -> Problem:
    values = {
        "classes": (make_class(30, [MONDAY], slots=TWO_SLOTS),),
        "teachers": (make_teacher(20),),
        "rooms": (make_room(10),),
    } | fields
    return Problem(sessions=sessions, **values)


def starts(proposals) -> dict[int, str | None]:
    return {each.session_id: each.place and f"{each.place.start:%H:%M}" for each in proposals}


def test_the_numbers_of_the_sessions_are_followed():
    proposals = arrange(one_morning(make_session(1, 30, 2), make_session(2, 30, 1)))
    assert starts(proposals) == {1: "10:20", 2: "08:30"}


def test_a_pinned_session_has_its_time_before_others_choose():
    pinned = make_session(1, 30, 2, pins=Pins(start=at(MONDAY, "08:30")))
    assert starts(arrange(one_morning(make_session(2, 30, 1), pinned))) == {2: "10:20", 1: "08:30"}


def test_a_session_without_a_place_says_that_its_class_is_full():
    wishes = [make_session(n, 30, n) for n in (1, 2, 3)]
    (left,) = [each for each in arrange(one_morning(*wishes)) if each.place is None]
    assert not left.is_change
    assert left.explanation.summary == (
        f"“课次{left.session_id}”考虑了 2 种安排，没有一种可行：本班已有课次 2 种。"
    )


def test_a_session_makes_way_for_one_that_can_stand_nowhere_else():
    """The pinned one chooses first and takes the teacher whom only the other cannot do without."""
    classes = tuple(make_class(n, [MONDAY], slots=TWO_SLOTS[:1]) for n in (30, 31))
    teachers = (make_teacher(20, ["专题01", "专题02"], rating=5), make_teacher(21, ["专题01"]))
    first = make_session(1, 30, pins=Pins(start=at(MONDAY, "08:30")))
    second = make_session(2, 31, subjects=frozenset({"专题02"}))
    rooms = (make_room(10), make_room(11))
    problem = one_morning(first, second, classes=classes, teachers=teachers, rooms=rooms)
    proposals = arrange(problem)
    assert {each.session_id: each.place.teacher_ids for each in proposals} == {1: (21,), 2: (20,)}


def test_a_small_year_is_placed_as_far_as_it_can_be():
    problem = invented_year(classes=24, teachers=80)
    proposals = arrange(problem)
    places = {each.session_id: each.place for each in proposals if each.place}
    placeable = {wish.id for wish in problem.sessions if is_placeable(problem, wish)}
    assert places.keys() <= placeable
    # Some are made impossible, or "placeable" would mean nothing.
    assert len(placeable) < len(problem.sessions)
    assert len(places) >= 0.95 * len(placeable)
    assert faults(problem, places, asked=set()) == []
    assert all(each.explanation.lines for each in proposals if each.place is None)


def test_the_year_is_invented_in_full_size_and_always_the_same():
    problem = invented_year()
    assert (len(problem.sessions), len(problem.classes)) == (2730, 182)
    assert (len(problem.teachers), len(problem.rooms)) == (409, 30)
    assert invented_year() == problem
