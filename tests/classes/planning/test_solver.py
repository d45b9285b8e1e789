"""Arranging one class with the real solver."""

import datetime as dt
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings

from academy.classes.planning.greedy import arrange
from academy.classes.planning.problem import Openings, Place, Problem, WeeklyWindow
from academy.classes.planning.solver import (
    Limits,
    SolverMissingError,
    arrange_class,
    is_available,
)
from tests.classes.planning.strategies import settled_problems
from tests.classes.planning.test_greedy import check_proposals
from tests.factories.planning import (
    at,
    invented_year,
    make_class,
    make_room,
    make_session,
    make_teacher,
)

MONDAY = dt.date(2026, 3, 2)
SLOTS = [(dt.time(8, 30), dt.time(10)), (dt.time(10, 20), dt.time(11, 50))]
SHORT = Limits(seconds=5, workers=1)
solved = settings(deadline=None, max_examples=15)


def count(proposals) -> int:
    return sum(each.place is not None for each in proposals)


@given(settled_problems())
@solved
def test_it_breaks_no_rule_and_places_no_fewer_than_the_greedy_way(problem):
    asked = problem.classes[0].resource.id
    plan = arrange_class(problem, asked, SHORT, rearrange=True)
    check_proposals(problem, plan.proposals)
    assert plan.is_proven
    assert count(plan.proposals) >= count(arrange(problem, {asked}, rearrange=True))


THREE_SLOTS = [*SLOTS, (dt.time(13, 30), dt.time(15))]


def one_day(teachers, wishes) -> Problem:
    facts = make_class(30, [MONDAY], slots=THREE_SLOTS)
    return Problem((facts,), tuple(teachers), (make_room(10),), tuple(wishes))


def test_a_strict_order_is_kept_though_teachers_are_there_the_other_way_round():
    def there(id: int, *slots: int):
        windows = tuple(WeeklyWindow(0, *THREE_SLOTS[slot]) for slot in slots)
        return make_teacher(id, resource={"openings": Openings(windows)})

    # The second stands before the first and would rather stay; the third fits nowhere.
    early = Place(at(MONDAY, "08:30"), at(MONDAY, "10:00"), (22,), 10)
    wishes = [
        make_session(1, 30, 1, fixed_teacher_ids=(21,), is_strict=True),
        make_session(2, 30, 2, fixed_teacher_ids=(22,), current=early),
        make_session(3, 30, 3, headcount=900),
    ]
    problem = one_day([there(21, 1), there(22, 0, 2)], wishes)
    plan = arrange_class(problem, 30, SHORT, rearrange=True)
    starts = [each.place and f"{each.place.start:%H:%M}" for each in plan.proposals]
    assert starts == ["10:20", "13:30", None]


@pytest.mark.parametrize("limit", [{"sessions_per_day": 1}, {"minutes_per_week": 90}])
def test_the_best_teacher_is_not_given_more_than_the_limit(limit):
    teachers = [make_teacher(21, rating=5, **limit), make_teacher(22, rating=1)]
    wishes = [make_session(n, 30, n) for n in (1, 2, 3)]
    plan = arrange_class(one_day(teachers, wishes), 30, SHORT)
    taught = [each.place and each.place.teacher_ids for each in plan.proposals]
    assert sorted(taught) == [(21,), (22,), (22,)]


def test_what_stands_stays_unless_all_is_to_be_arranged_anew():
    problem = invented_year(classes=3, teachers=60)
    asked = problem.classes[0].resource.id
    first, *_ = arrange(problem, {asked})
    sessions = tuple(
        replace(wish, current=first.place) if wish.id == first.session_id else wish
        for wish in problem.sessions
    )
    plan = arrange_class(replace(problem, sessions=sessions), asked, SHORT)
    assert first.session_id not in {each.session_id for each in plan.proposals}
    assert len(plan.proposals) == len(problem.sessions_by_class[asked]) - 1


def test_a_class_with_nothing_to_arrange_is_done_at_once():
    problem = invented_year(classes=3, teachers=60)
    asked = problem.classes[0].resource.id
    done = replace(
        problem, sessions=tuple(replace(wish, is_constant=True) for wish in problem.sessions)
    )
    plan = arrange_class(done, asked, SHORT)
    assert (plan.proposals, plan.is_proven) == ((), True)


def test_no_time_still_gives_the_greedy_answer():
    problem = invented_year(classes=3, teachers=60)
    asked = problem.classes[0].resource.id
    plan = arrange_class(problem, asked, Limits(seconds=0))
    assert count(plan.proposals) >= count(arrange(problem, {asked}))


def test_without_or_tools_it_says_so(monkeypatch):
    assert is_available()
    # This is how Python marks a module that is not there.
    monkeypatch.setitem(sys.modules, "ortools", None)
    assert not is_available()
    with pytest.raises(SolverMissingError, match="OR-Tools"):
        arrange_class(invented_year(classes=3, teachers=60), 30_000)
