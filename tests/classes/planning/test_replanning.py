"""A teacher falls out: only what must change does, held to a search through everything."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from academy.classes.planning.greedy import arrange
from academy.classes.planning.problem import Pins, Place, Problem
from academy.classes.planning.replanning import Absence, hit_by, replan_absence, with_absence
from academy.classes.planning.solver import Limits
from tests.classes.planning.oracle import clash, faults, load_faults, places_of
from tests.classes.planning.strategies import DAYS, settled_problems
from tests.classes.planning.test_greedy import after
from tests.factories.planning import (
    at,
    invented_year,
    make_class,
    make_room,
    make_session,
    make_teacher,
    placed,
)

MONDAY = DAYS[0]
SHORT = Limits(seconds=10, workers=1)
DAY = dt.timedelta(days=1)


def away(teacher_id: int, first: dt.date = MONDAY, days: int = 1) -> Absence:
    start = at(first, "00:00")
    return Absence(start, start + days * DAY, teacher_id)


class Everything:
    """The fewest sessions without a place, then the fewest others moved: by trying it all."""

    def __init__(self, problem: Problem, hit: set[int]) -> None:
        self.problem = problem
        self.hit = hit
        self.movable = [w for w in problem.sessions if w.current and not w.is_constant]
        self.movable.sort(key=lambda wish: wish.id not in hit)
        self.fixed = {w.id: w.current for w in problem.sessions if w.current and w.is_constant}
        self.options = {wish.id: self._options(wish) for wish in self.movable}

    def _options(self, wish) -> list[Place | None]:
        places = list(places_of(self.problem, wish))
        return [*sorted(places, key=lambda place: place != wish.current), None]

    def least(self) -> tuple[int, int]:
        self.best = (len(self.movable) + 1, 0)
        self._try(0, self.fixed, 0, 0)
        return self.best

    def _try(self, n: int, places: dict[int, Place], unplaced: int, moved: int) -> None:
        if (unplaced, moved) >= self.best:
            return
        if n == len(self.movable):
            self.best = (unplaced, moved)
            return
        wish = self.movable[n]
        for place in self.options[wish.id]:
            is_moved = wish.id not in self.hit and place != wish.current
            if place is None:
                self._try(n + 1, places, unplaced + 1, moved + is_moved)
            elif self._fits(wish, place, places):
                self._try(n + 1, places | {wish.id: place}, unplaced, moved + is_moved)

    def _fits(self, wish, place: Place, places: dict[int, Place]) -> bool:
        wishes = self.problem.session_by_id
        return not any(
            clash(self.problem, wish, place, wishes[id], there) for id, there in places.items()
        ) and not load_faults(self.problem, places | {wish.id: place})


@given(settled_problems(most_sessions=3))
@settings(deadline=None, max_examples=40)
def test_no_plan_changes_less(problem):
    moving = [wish for wish in problem.sessions if wish.current and not wish.is_constant]
    asked = [wish.current for wish in moving if wish.current.teacher_ids]
    assume(asked)
    absence = away(asked[0].teacher_ids[0], asked[0].start.date())
    hit = {wish.id for wish in hit_by(problem, absence) if not wish.is_constant}
    plan = replan_absence(problem, absence, SHORT)
    absent = with_absence(problem, absence)
    check_plan(problem, absent, plan, hit)
    assert cost_of(problem, plan, hit) == Everything(absent, hit).least()


def cost_of(problem: Problem, plan, hit: set[int]) -> tuple[int, int]:
    """Sessions without a place and others moved."""
    planned = [p for p in plan.proposals if not problem.session_by_id[p.session_id].is_constant]
    return (
        sum(each.place is None for each in planned),
        sum(each.session_id not in hit for each in planned),
    )


def check_plan(problem: Problem, absent: Problem, plan, hit: set[int]) -> None:
    assert plan.is_proven
    proposed = {each.session_id for each in plan.proposals}
    assert hit <= proposed
    planned = {id for id in proposed if not problem.session_by_id[id].is_constant}
    places = after(problem, plan.proposals)
    assert faults(absent, places, planned) == []
    for each in plan.proposals:
        wish = problem.session_by_id[each.session_id]
        assert each.before == wish.current
        assert each.reasons or each.explanation.counts
        if wish.is_constant:
            assert each.place is None
        elif each.place:
            assert wish.pins.start in {None, each.place.start}


def one_day(*sessions, teachers=(), slots=2, classes=1) -> Problem:
    clock = [("08:30", "10:00"), ("10:20", "11:50"), ("13:30", "15:00")][:slots]
    windows = [(dt.time.fromisoformat(a), dt.time.fromisoformat(b)) for a, b in clock]
    return Problem(
        tuple(make_class(30 + n, [MONDAY], slots=windows) for n in range(classes)),
        teachers,
        tuple(make_room(10 + n) for n in range(classes)),
        sessions,
    )


def stands(id: int, start: str, end: str, teacher: int, class_id=30, **fields):
    current = Place(at(MONDAY, start), at(MONDAY, end), (teacher,), class_id - 20)
    return make_session(id, class_id, id, current=current, **fields)


def test_a_stand_in_keeps_time_and_room():
    first = stands(1, "08:30", "10:00", 20)
    second = stands(2, "10:20", "11:50", 21)
    problem = one_day(first, second, teachers=(make_teacher(20), make_teacher(21)))
    (proposal,) = replan_absence(problem, away(20), SHORT).proposals
    assert proposal.place == replace(first.current, teacher_ids=(21,))
    assert "时间不变" in proposal.reasons


def test_another_session_moves_when_nothing_else_helps():
    """Only 21 can stand in, and only at half past eight, where 21 teaches another class."""
    morning = at(MONDAY, "08:30"), at(MONDAY, "10:00")
    problem = one_day(
        stands(1, "08:30", "10:00", 20, pins=Pins(start=morning[0])),
        stands(2, "08:30", "10:00", 21, class_id=31, fixed_teacher_ids=(21,)),
        teachers=(make_teacher(20), make_teacher(21)),
        classes=2,
    )
    plan = replan_absence(problem, away(20), SHORT)
    first, second = plan.proposals
    assert (first.place.start, first.place.teacher_ids) == (morning[0], (21,))
    assert second.place.start == at(MONDAY, "10:20")
    assert plan.is_proven


def test_what_is_constant_is_left_to_people_with_an_explanation():
    soon = stands(1, "08:30", "10:00", 20, is_constant=True)
    problem = one_day(soon, teachers=(make_teacher(20), make_teacher(21)))
    (proposal,) = replan_absence(problem, away(20), SHORT).proposals
    assert proposal.place is None
    assert proposal.reasons == ("课次已固定，请人工调整",)
    assert "教师王20停用：请假" in proposal.explanation.moments[0].words


def test_a_session_only_the_absent_can_give_says_who_is_missing():
    problem = one_day(
        stands(1, "08:30", "10:00", 20, fixed_teacher_ids=(20,)), teachers=(make_teacher(20),)
    )
    plan = replan_absence(problem, away(20), SHORT)
    assert plan.is_proven
    assert plan.proposals[0].place is None
    assert plan.proposals[0].explanation.lines[0].endswith("教师王20停用：请假")


def test_an_absence_that_hits_nothing_changes_nothing():
    problem = one_day(stands(1, "08:30", "10:00", 20), teachers=(make_teacher(20),))
    plan = replan_absence(problem, away(20, MONDAY + DAY), SHORT)
    assert (plan.proposals, plan.is_proven) == ((), True)


@pytest.mark.parametrize(("buffer", "hit"), [(0, 0), (30, 1)])
def test_the_way_of_a_teacher_counts_as_absence_too(buffer, hit):
    teacher = make_teacher(20, resource={"buffer_before": buffer})
    problem = one_day(stands(1, "08:30", "10:00", 20), teachers=(teacher,))
    absence = Absence(at(MONDAY, "07:00"), at(MONDAY, "08:30"), 20)
    assert len(hit_by(problem, absence)) == hit


def test_on_a_small_year_only_the_sessions_hit_change():
    problem = invented_year(classes=24, teachers=80)
    places = {each.session_id: each.place for each in arrange(problem) if each.place}
    full = placed(problem, places)
    asked = next(
        wish for wish in full.sessions if wish.current and wish.subjects and not wish.pins.start
    )
    absence = away(asked.current.teacher_ids[0], asked.current.start.date(), days=14)
    hit = {wish.id for wish in hit_by(full, absence)}
    plan = replan_absence(full, absence, SHORT)
    assert {each.session_id for each in plan.proposals} == hit
    moved = {each.session_id: each.place for each in plan.proposals if each.place}
    assert moved
    assert faults(with_absence(full, absence), places | moved, asked=set()) == []
