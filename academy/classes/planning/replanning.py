"""A teacher falls out: what has to be planned anew, with as few changes as there can be."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from academy.classes.planning.candidates import scope_of
from academy.classes.planning.checker import sessions_without_candidates
from academy.classes.planning.explaining import conflicts, explain
from academy.classes.planning.greedy import Proposal, place_all, proposal_for
from academy.classes.planning.problem import Blackout, Problem, SessionWish, Slot
from academy.classes.planning.solver import LIMITS, Limits, Plan, Solution, cp_model, solve
from academy.classes.planning.times import day_of, end_minute_of, minute_of, overlaps
from academy.classes.planning.timetable import Timetable

# Beyond so many sessions the solver finds little in its time.
MOST_SESSIONS = 150


@dataclass(frozen=True)
class Absence(Slot):
    """When a teacher cannot teach, and why as others may read it."""

    teacher_id: int
    reason: str = "请假"


def replan_absence(problem: Problem, absence: Absence, limits: Limits = LIMITS) -> Plan:
    """New places for the sessions that an absence hits, moving as few others as there can be.

    Fewest sessions without a place come first, then fewest changes; what is constant is never
    moved and pins are kept. Proposals are only for sessions that change, and for sessions hit
    that nobody can place, with the explanation. is_proven: fewer changes are not possible among
    the sessions that were looked at (every one of them, where the problem is small).
    SolverMissingError when OR-Tools is not installed.
    """
    cp_model()
    started = time.monotonic()
    replanning = _Replanning(with_absence(problem, absence), hit_by(problem, absence), limits)
    solution = replanning.run()
    return Plan(replanning.proposals(), solution.is_proven, time.monotonic() - started)


def hit_by(problem: Problem, absence: Absence) -> tuple[SessionWish, ...]:
    """The sessions that the teacher cannot give: what has to change at the least."""
    start, end = minute_of(absence.start), end_minute_of(absence.end)
    teacher = problem.teacher_by_id[absence.teacher_id].resource
    return tuple(
        wish
        for wish in problem.sessions
        if wish.current
        and absence.teacher_id in wish.current.teacher_ids
        and overlaps(
            start,
            end,
            minute_of(wish.current.start) - teacher.buffer_before,
            end_minute_of(wish.current.end) + teacher.buffer_after,
        )
    )


def with_absence(problem: Problem, absence: Absence) -> Problem:
    """The same problem in which the teacher is not to be had then."""
    out = Blackout(absence.start, absence.end, absence.reason)
    teachers = []
    for facts in problem.teachers:
        if facts.resource.id == absence.teacher_id:
            own = replace(facts.resource, blackouts=(*facts.resource.blackouts, out))
            facts = replace(facts, resource=own)
        teachers.append(facts)
    return replace(problem, teachers=tuple(teachers))


class _Replanning:
    """The sessions hit first, then with more and more others that might make way."""

    def __init__(self, problem: Problem, hit: tuple[SessionWish, ...], limits: Limits) -> None:
        self.problem = problem
        self.limits = limits
        self.stuck = [wish for wish in hit if wish.is_constant]
        self.hit = [wish for wish in hit if not wish.is_constant]
        self.timetable = Timetable(problem, without={wish.id for wish in self.hit})
        self.standing = dict(self.timetable.spots)
        self._until = time.monotonic() + limits.seconds

    def run(self) -> Solution:
        """The best of all circles; each starts from where the one before has left off."""
        place_all(self.timetable, self.hit)
        best = self._solve([])
        if not best.unplaced:
            return best
        hopeless = self._hopeless()
        for others in self._circles():
            # Others have to move if anything is to be better, and one is the least that can.
            if best.unplaced <= hopeless and best.changed <= 1:
                break
            best = self._solve(others)
        return best

    def _solve(self, others: list[SessionWish]) -> Solution:
        wishes = [*self.hit, *others]
        left = max(self._until - time.monotonic(), 0)
        limits = replace(self.limits, seconds=left)
        return solve(self.timetable, wishes, self.standing, limits, len(wishes))

    def _hopeless(self) -> int:
        """How many sessions hit could not stand anywhere even if all others made way."""
        hit = {wish.id for wish in self.hit}
        classes = {wish.class_id for wish in self.hit}
        found = sessions_without_candidates(self.problem, classes)
        return sum(explanation.session_id in hit for explanation in found)

    def _circles(self) -> Iterator[list[SessionWish]]:
        """Who might make way: the classes hit, then whoever stands on their days, then all."""
        classes = {wish.class_id for wish in self.hit}
        days = {day for id in classes for day in self.problem.class_by_id[id].days}
        numbers = {day.toordinal() for day in days}
        movable = self._movable()
        near = [w for w in movable if w.class_id in classes]
        beside = [w for w in movable if day_of(self.standing[w.id].start) in numbers]
        known = [0]
        for circle in (near, list({w.id: w for w in [*near, *beside]}.values()), movable):
            if known[-1] < len(circle) <= MOST_SESSIONS - len(self.hit):
                known.append(len(circle))
                yield circle

    def _movable(self) -> list[SessionWish]:
        """Sessions with a place that may move, and whose place is one the engine would give."""
        hit = {wish.id for wish in self.hit}
        return [
            wish
            for wish in self.problem.sessions
            if wish.id in self.standing
            and wish.id not in hit
            and not wish.is_constant
            and self._stands_well(wish)
        ]

    def _stands_well(self, wish: SessionWish) -> bool:
        """A session that stands off the grid or in conflict is left to people."""
        now = self.timetable.remove(wish)
        spot = self.standing[wish.id]
        scope = scope_of(self.timetable, wish)
        teams = {tuple(facts.resource.id for facts in team) for team in scope.teams}
        rooms = {room.id if room else None for room in scope.rooms}
        stands_well = (
            (spot.start, spot.end) in scope.times
            and spot.teacher_ids in teams
            and spot.room_id in rooms
            and not conflicts(self.timetable, wish, spot.as_place())
        )
        self.timetable.add(wish, now)
        return stands_well

    def proposals(self) -> tuple[Proposal, ...]:
        """In the order of the sessions."""
        asked = {wish.id for wish in self.hit}
        stuck = {wish.id for wish in self.stuck}
        spots = self.timetable.spots
        return tuple(
            self._left_to_people(wish) if wish.id in stuck else proposal_for(self.timetable, wish)
            for wish in self.problem.sessions
            if wish.id in asked | stuck or spots.get(wish.id) != self.standing.get(wish.id)
        )

    def _left_to_people(self, wish: SessionWish) -> Proposal:
        why = explain(self.problem, wish.id, self.timetable)
        return Proposal(wish.id, None, wish.current, ("课次已固定，请人工调整",), why)
