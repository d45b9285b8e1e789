"""Who has what when: the one place of the engine that keeps claims and looks for overlaps.

A claim is a booked span with its resource's buffers on both ends, as the bookings of the academy
keep theirs. Claims lie in lists by resource and day, so that a question reads a handful of them.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from academy.classes.planning.problem import (
    ClassFacts,
    Place,
    Problem,
    Resource,
    SessionWish,
    TeacherFacts,
)
from academy.classes.planning.times import (
    DAY,
    Span,
    days_touched,
    end_minute_of,
    instant_of,
    minute_of,
    overlaps,
    week_of,
    window_on,
)


class Spot(NamedTuple):
    """A place in local minutes."""

    start: int
    end: int
    teacher_ids: tuple[int, ...]
    room_id: int | None

    @classmethod
    def of(cls, place: Place) -> Spot:
        start, end = minute_of(place.start), end_minute_of(place.end)
        return cls(start, end, place.teacher_ids, place.room_id)

    def as_place(self) -> Place:
        start, end = instant_of(self.start), instant_of(self.end)
        return Place(start, end, self.teacher_ids, self.room_id)


class Claim(NamedTuple):
    """A taken span: by a session of the problem, by a booking outside it, or a blackout."""

    start: int
    end: int
    label: str
    contact: str
    session_id: int | None = None
    persons: int = 0
    is_blackout: bool = False


class Timetable:
    """The claims of a problem, which may be added and removed; the problem itself stays."""

    def __init__(self, problem: Problem, without: Collection[int] = ()) -> None:
        """Everything that has a place now stands, except the sessions `without`."""
        self.problem = problem
        self.spots: dict[int, Spot] = {}
        self.spots_of_class: dict[int, dict[int, Spot]] = defaultdict(dict)
        self.rooms_of_class: dict[int, Counter[int]] = defaultdict(Counter)
        self._claims: dict[int, dict[int, list[Claim]]] = defaultdict(dict)
        self._sessions_on: Counter[Span] = Counter()
        self._minutes_in: Counter[Span] = Counter()
        self._open: dict[int, dict[int, tuple[Span, ...] | None]] = defaultdict(dict)
        self._grids: dict[Span, tuple[Span, ...]] = {}
        self._taken_in: set[int] = set()
        for wish in problem.sessions:
            if wish.current and wish.id not in without:
                self.add(wish, Spot.of(wish.current))

    def _take_in(self, resource_id: int) -> None:
        """A resource's blackouts and outside bookings, when it is first asked about."""
        self._taken_in.add(resource_id)
        resource = self.problem.resource_by_id[resource_id]
        for out in resource.blackouts:
            start, end = minute_of(out.start), end_minute_of(out.end)
            self._put(resource_id, Claim(start, end, out.reason, "", is_blackout=True))
        for busy in resource.busy:
            start, end = minute_of(busy.start), end_minute_of(busy.end)
            self._put(
                resource_id, Claim(start, end, busy.label, busy.contact, persons=busy.persons)
            )
            if busy.is_teaching:
                self._count(resource_id, start, end - start, 1)

    def _put(self, resource_id: int, claim: Claim) -> None:
        days = self._claims[resource_id]
        for day in days_touched(claim.start, claim.end):
            days.setdefault(day, []).append(claim)

    def _count(self, teacher_id: int, start: int, minutes: int, sign: int) -> None:
        self._sessions_on[teacher_id, start // DAY] += sign
        self._minutes_in[teacher_id, week_of(start)] += sign * minutes

    # --- changes ---------------------------------------------------------------------------
    def add(self, wish: SessionWish, spot: Spot) -> None:
        """Let a session stand at a spot. Nothing is asked: that is what the other methods do."""
        facts = self.problem.class_by_id[wish.class_id].resource
        label = f"“{wish.title}”（{facts.name}）"
        for resource in self._resources_of(wish, spot):
            start, end = claimed(resource, spot.start, spot.end)
            persons = self.problem.headcount_of(wish)
            self._put(resource.id, Claim(start, end, label, facts.contact, wish.id, persons))
        self._keep_books(wish, spot, 1)
        self.spots[wish.id] = self.spots_of_class[wish.class_id][wish.id] = spot

    def remove(self, wish: SessionWish) -> Spot:
        """Take a session away from where it stands. KeyError when it stands nowhere."""
        spot = self.spots.pop(wish.id)
        del self.spots_of_class[wish.class_id][wish.id]
        for resource in self._resources_of(wish, spot):
            days = self._claims[resource.id]
            for day in days_touched(*claimed(resource, spot.start, spot.end)):
                days[day] = [claim for claim in days[day] if claim.session_id != wish.id]
        self._keep_books(wish, spot, -1)
        return spot

    def _resources_of(self, wish: SessionWish, spot: Spot) -> Iterable[Resource]:
        yield self.problem.class_by_id[wish.class_id].resource
        for teacher_id in spot.teacher_ids:
            yield self.problem.teacher_by_id[teacher_id].resource
        if spot.room_id is not None:
            yield self.problem.room_by_id[spot.room_id]

    def _keep_books(self, wish: SessionWish, spot: Spot, sign: int) -> None:
        for teacher_id in spot.teacher_ids:
            self._count(teacher_id, spot.start, wish.minutes, sign)
        if spot.room_id is not None:
            self.rooms_of_class[wish.class_id][spot.room_id] += sign

    # --- questions -------------------------------------------------------------------------
    def overlapping(self, resource_id: int, start: int, end: int) -> Sequence[Claim]:
        """What the resource is claimed for within a span (buffers already in it)."""
        if resource_id not in self._taken_in:
            self._take_in(resource_id)
        days = self._claims.get(resource_id)
        if not days:
            return ()
        touched = days_touched(start, end)
        if len(touched) == 1:
            near: Iterable[Claim] = days.get(touched[0], ())
        else:
            near = dict.fromkeys(claim for day in touched for claim in days.get(day, ()))
        return [claim for claim in near if overlaps(start, end, claim.start, claim.end)]

    def is_open(self, resource: Resource, start: int, end: int) -> bool:
        """Whether a session may run then by the opening hours, buffers aside."""
        known, day = self._open[resource.id], start // DAY
        if day not in known:
            known[day] = resource.openings.spans_on(dt.date.fromordinal(day))
        spans = known[day]
        if spans is None:
            return True
        for opens, closes in spans:  # noqa: SIM110 (asked a million times: any() is slower)
            if opens <= start and end <= closes:
                return True
        return False

    def blocking(self, resource: Resource, start: int, end: int, persons: int) -> Sequence[Claim]:
        """The claims that keep a session out: all of them, or none when it fits beside them."""
        found = self.overlapping(resource.id, *claimed(resource, start, end))
        if not found or resource.lanes == 1 or any(claim.is_blackout for claim in found):
            return found
        limit = resource.capacity
        together = persons + sum(claim.persons for claim in found)
        fits = len(found) < resource.lanes and (limit is None or together <= limit)
        return () if fits else found

    def is_free(self, resource: Resource, start: int, end: int, persons: int = 0) -> bool:
        """Open, not blacked out, and free or shared without harm."""
        return self.is_open(resource, start, end) and not self.blocking(
            resource, start, end, persons
        )

    def can_teach(self, teacher: TeacherFacts, start: int, end: int, minutes: int) -> bool:
        """Whether the teacher is free then and keeps within the limits of day and week."""
        return self.is_free(teacher.resource, start, end) and self.is_within_limits(
            teacher, start, minutes
        )

    def is_within_limits(self, teacher: TeacherFacts, start: int, minutes: int) -> bool:
        day, week = teacher.sessions_per_day, teacher.minutes_per_week
        if day is not None and self.sessions_on(teacher, start) >= day:
            return False
        return week is None or self.minutes_in_week(teacher, start) + minutes <= week

    def sessions_on(self, teacher: TeacherFacts, minute: int) -> int:
        """How many sessions the teacher has on that minute's day."""
        if teacher.resource.id not in self._taken_in:
            self._take_in(teacher.resource.id)
        return self._sessions_on[teacher.resource.id, minute // DAY]

    def minutes_in_week(self, teacher: TeacherFacts, minute: int) -> int:
        if teacher.resource.id not in self._taken_in:
            self._take_in(teacher.resource.id)
        return self._minutes_in[teacher.resource.id, week_of(minute)]

    def order_bounds(self, wish: SessionWish) -> Span:
        """The earliest start and latest end that the strict order of the class leaves."""
        earliest, latest = 0, DAY * dt.date.max.toordinal()
        sessions = self.problem.session_by_id
        for session_id, spot in self.spots_of_class[wish.class_id].items():
            other = sessions[session_id]
            if wish.is_ordered_with(other):
                if other.seq < wish.seq:
                    earliest = max(earliest, spot.end)
                else:
                    latest = min(latest, spot.start)
        return earliest, latest

    def grid(self, class_id: int, minutes: int) -> tuple[Span, ...]:
        """Every span at which the class could have a session of that length, in order of time."""
        key = (class_id, minutes)
        if key not in self._grids:
            self._grids[key] = tuple(class_spans(self.problem.class_by_id[class_id], minutes))
        return self._grids[key]


def claimed(resource: Resource, start: int, end: int) -> Span:
    """A session's span with the resource's buffers."""
    return start - resource.buffer_before, end + resource.buffer_after


def class_spans(facts: ClassFacts, minutes: int) -> Iterable[Span]:
    """Spans of the class's grid that hold a session of that many minutes."""
    for day in facts.days:
        slots = [window_on(day, *window) for window in facts.daily_slots]
        for first in range(len(slots)):
            end = end_within(slots[first:], minutes, facts.longest_break)
            if end is not None:
                yield slots[first][0], end


def end_within(slots: Sequence[Span], minutes: int, longest_break: int) -> int | None:
    """Where a session that begins with the first slot ends; None when the slots do not hold it."""
    left, previous = minutes, slots[0][0]
    for start, end in slots:
        if start - previous > longest_break:
            return None
        if left <= end - start:
            return start + left
        left, previous = left - (end - start), end
    return None
