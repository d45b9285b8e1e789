"""Sessions as a CP-SAT model: what they must not do together, and what a solution costs.

Only the sessions of the model move; whatever else stands on the timetable has taken its claims
away already, so that no literal stands for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from operator import itemgetter
from typing import Any

from academy.classes.planning.literals import DEAREST, Literal, SessionLiterals
from academy.classes.planning.problem import Resource, SessionWish, TeacherFacts
from academy.classes.planning.times import DAY, Span, week_of
from academy.classes.planning.timetable import Spot, Timetable, claimed

Use = tuple[int, int, Literal]

FURTHER_ROOM = 30
# The parts of a place: time, teachers, room; and the further room it may be.
MOST_FOR_WISHES = 3 * DEAREST + FURTHER_ROOM


class TimetableModel:
    """The sessions together: claims, teachers' limits, order, and what a solution costs."""

    def __init__(
        self,
        cp: Any,
        timetable: Timetable,
        wishes: Sequence[SessionWish],
        most: int,
        kept: Mapping[int, Sequence[Spot]],
    ) -> None:
        """wishes: stand nowhere on the timetable.

        most: so many teams and rooms are offered to a session at a time, the best liked first.
        As many as there are sessions lose no solution: the others cannot take all of them.
        kept: spots of sessions whose teachers and room are offered besides.
        """
        self.cp = cp
        self.timetable = timetable
        self.sessions = [
            SessionLiterals(cp, timetable, wish, most, kept.get(wish.id, ())) for wish in wishes
        ]
        self._separate()
        self._limit_teachers()
        self._keep_order()

    # --- what must hold --------------------------------------------------------------------
    def _separate(self) -> None:
        """Nobody and nothing is claimed twice at a time."""
        for id, uses in self._uses().items():
            resource = self._resource(id)
            for crowd in crowds(uses):
                if resource.lanes == 1:
                    self.cp.add_at_most_one(literal for _, _, literal in crowd)
                else:
                    self._share(resource, crowd)

    def _uses(self) -> Mapping[int, list[Use]]:
        """What each resource would be claimed for, and by which literal."""
        found: dict[int, list[Use]] = defaultdict(list)
        for session in self.sessions:
            own = session.wish.class_id
            for span, literal in session.times.items():
                found[own].append((*claimed(self._resource(own), *span), literal))
            for (span, ids), literal in session.teams.items():
                for id in ids:
                    found[id].append((*claimed(self._resource(id), *span), literal))
            for (span, id), literal in session.rooms.items():
                found[id].append((*claimed(self._resource(id), *span), literal))
        return found

    def _resource(self, id: int) -> Resource:
        return self.timetable.problem.resource_by_id[id]

    def _share(self, resource: Resource, crowd: list[Use]) -> None:
        """Several lanes: as many at once as are left by what stands already."""
        moment = max(start for start, _, _ in crowd)
        taken = len(self.timetable.overlapping(resource.id, moment, moment + 1))
        left = max(resource.lanes - taken, 1)
        self.cp.add(sum(literal for _, _, literal in crowd) <= left)

    def _limit_teachers(self) -> None:
        days: dict[Span, list[tuple[Span, Literal, int]]] = defaultdict(list)
        weeks: dict[Span, list[tuple[Span, Literal, int]]] = defaultdict(list)
        for session in self.sessions:
            for (span, ids), literal in session.teams.items():
                for id in ids:
                    use = (span, literal, session.wish.minutes)
                    days[id, span[0] // DAY].append(use)
                    weeks[id, week_of(span[0])].append(use)
        for (id, _), uses in days.items():
            self._limit_day(self.timetable.problem.teacher_by_id[id], uses)
        for (id, _), uses in weeks.items():
            self._limit_week(self.timetable.problem.teacher_by_id[id], uses)

    def _limit_day(self, teacher: TeacherFacts, uses: list[tuple[Span, Literal, int]]) -> None:
        if teacher.sessions_per_day is not None:
            left = teacher.sessions_per_day - self.timetable.sessions_on(teacher, uses[0][0][0])
            self.cp.add(sum(literal for _, literal, _ in uses) <= left)

    def _limit_week(self, teacher: TeacherFacts, uses: list[tuple[Span, Literal, int]]) -> None:
        if teacher.minutes_per_week is not None:
            taken = self.timetable.minutes_in_week(teacher, uses[0][0][0])
            planned = sum(minutes * literal for _, literal, minutes in uses)
            self.cp.add(planned <= teacher.minutes_per_week - taken)

    def _keep_order(self) -> None:
        """A session that stands nowhere is in nobody's way."""
        spans = [span for session in self.sessions for span in session.times]
        first = min((start for start, _ in spans), default=0)
        length = max((end for _, end in spans), default=0) - first
        for one, other in combinations(self.sessions, 2):
            together = one.wish.class_id == other.wish.class_id
            if together and one.wish.is_ordered_with(other.wish):
                before, after = sorted([one, other], key=lambda session: session.wish.seq)
                ends = sum((end - first) * lit for (_, end), lit in before.times.items())
                starts = sum((start - first) * lit for (start, _), lit in after.times.items())
                self.cp.add(ends <= starts + length * after.nowhere)

    # --- what it costs ---------------------------------------------------------------------
    def minimise(self, standing: Mapping[int, Spot]) -> None:
        """Fewest sessions without a place, then fewest changes, then what is liked best.

        standing: where sessions stand that should stay; a session that is not among them has to
        find a place anyway and is no further change.
        """
        wishes = sum(price * lit for session in self.sessions for price, lit in session.costs())
        change = len(self.sessions) * MOST_FOR_WISHES + 1
        homeless = change * (len(self.sessions) + 1)
        changes = sum(self._change(session, standing) for session in self.sessions)
        unplaced = sum(session.nowhere for session in self.sessions)
        self.cp.minimize(homeless * unplaced + change * changes + wishes + self._further_rooms())

    def _change(self, session: SessionLiterals, standing: Mapping[int, Spot]) -> Any:
        """A literal that is true when the session leaves its spot; 0 when it has none."""
        if session.wish.id not in standing:
            return 0
        changed = self.cp.new_bool_var("")
        for literal in session.chosen_at(standing[session.wish.id]) or ():
            self.cp.add_implication(~changed, literal)
        return changed

    def _further_rooms(self) -> Any:
        """A class had better not wander: each room it does not use yet costs a little."""
        used: dict[Span, list[Literal]] = defaultdict(list)
        for session in self.sessions:
            known = self.timetable.rooms_of_class[session.wish.class_id]
            for (_, id), literal in session.rooms.items():
                if not known[id]:
                    used[session.wish.class_id, id].append(literal)
        return sum(FURTHER_ROOM * self._any_of(literals) for literals in used.values())

    def _any_of(self, literals: list[Literal]) -> Literal:
        found = self.cp.new_bool_var("")
        self.cp.add_max_equality(found, literals)
        return found

    def hint(self, spots: Mapping[int, Spot]) -> None:
        """A whole solution to begin with: every literal is told its value."""
        for session in self.sessions:
            spot = spots.get(session.wish.id)
            chosen = (spot and session.chosen_at(spot)) or [session.nowhere]
            true = {literal.index for literal in chosen}
            for literal in session.all():
                self.cp.add_hint(literal, literal.index in true)


def crowds(uses: Iterable[Use]) -> Iterator[list[Use]]:
    """The largest groups of uses that all share a moment: in each, only one can be."""
    crowd: list[Use] = []
    has_grown = False
    for use in sorted(uses, key=itemgetter(0, 1)):
        staying = [other for other in crowd if use[0] < other[1]]
        if len(staying) < len(crowd) and has_grown:
            yield crowd
            has_grown = False
        crowd = [*staying, use]
        has_grown = True
    if has_grown:
        yield crowd
