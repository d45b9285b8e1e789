"""What timetabling is asked about, as plain values that nobody changes.

Instants are aware datetimes in any zone; days, weekdays and opening hours are read in the
academy's zone (Asia/Shanghai). Resource ids are unique over teachers, rooms and classes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from academy.classes.planning.times import Span, window_on

Window = tuple[dt.time, dt.time]


class ResourceKind(StrEnum):
    """Whom or what a session takes up; the value is the word on screen."""

    TEACHER = "教师"
    ROOM = "教室"
    CLASS = "培训班"


@dataclass(frozen=True)
class Slot:
    """A stretch of time, [start, end)."""

    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True)
class Busy(Slot):
    """A booking from outside the problem. Its times include its own buffers.

    label: the other booking as people know it, such as “议事协商”（第 3 期班）. contact: whom to
    ask. persons: how many it brings. is_teaching: it counts towards a teacher's day and week.
    """

    label: str
    contact: str = ""
    persons: int = 0
    is_teaching: bool = False


@dataclass(frozen=True)
class Blackout(Slot):
    """A time at which a resource is not to be had at all, and why."""

    reason: str


@dataclass(frozen=True)
class WeeklyWindow:
    """Open on a weekday (0 = Monday) from start to end, on dates from valid_from to valid_to."""

    weekday: int
    start: dt.time
    end: dt.time
    valid_from: dt.date = dt.date.min
    valid_to: dt.date = dt.date.max

    def holds_on(self, day: dt.date) -> bool:
        return self.weekday == day.weekday() and self.valid_from <= day <= self.valid_to


@dataclass(frozen=True)
class Openings:
    """Hours of a room, availability of a teacher. Without weekly windows: open at any time.

    An exception replaces its day's windows; an empty one closes the day.
    """

    weekly: tuple[WeeklyWindow, ...] = ()
    exceptions: Mapping[dt.date, tuple[Window, ...]] = field(default_factory=dict)

    def spans_on(self, day: dt.date) -> tuple[Span, ...] | None:
        """The day's open stretches in minutes; None when it is open without limit."""
        if day in self.exceptions:
            return tuple(window_on(day, *window) for window in self.exceptions[day])
        if not self.weekly:
            return None
        held = [window for window in self.weekly if window.holds_on(day)]
        return tuple(window_on(day, window.start, window.end) for window in held)


@dataclass(frozen=True)
class Resource:
    """A teacher, a room or a class as bookings see it. Buffers are minutes; capacity persons."""

    id: int
    kind: ResourceKind
    name: str
    contact: str = ""
    lanes: int = 1
    capacity: int | None = None
    buffer_before: int = 0
    buffer_after: int = 0
    openings: Openings = field(default_factory=Openings)
    blackouts: tuple[Blackout, ...] = ()
    busy: tuple[Busy, ...] = ()

    @property
    def words(self) -> str:
        return f"{self.kind}{self.name}"


@dataclass(frozen=True)
class TeacherFacts:
    """What is asked of a teacher besides being free. rating: of 5, None when not rated yet."""

    resource: Resource
    expertise: frozenset[str] = frozenset()
    sessions_per_day: int | None = None
    minutes_per_week: int | None = None
    rating: float | None = None


@dataclass(frozen=True)
class ClassFacts:
    """When a class meets: its days and the slots of a day, both in order.

    A session longer than a slot runs on through slots that follow within `longest_break` minutes.
    """

    resource: Resource
    days: tuple[dt.date, ...]
    daily_slots: tuple[Window, ...]
    headcount: int
    longest_break: int = 30


@dataclass(frozen=True)
class Place(Slot):
    """Where a session stands or could stand."""

    teacher_ids: tuple[int, ...]
    room_id: int | None


@dataclass(frozen=True)
class Pins:
    """What the planner has fixed; None leaves it open."""

    start: dt.datetime | None = None
    teacher_ids: tuple[int, ...] | None = None
    room_id: int | None = None


@dataclass(frozen=True)
class SessionWish:
    """A session and what it needs.

    seq: its number in the class; is_strict: that order is kept whatever it costs, otherwise where
    it can be. subjects: one of them is enough for a teacher to fit; none: any teacher fits.
    fixed_teacher_ids: who teaches, all of them, () for nobody, None for anybody fit. headcount:
    None for the class's. is_constant: past, about to happen or pinned as a whole: never moved.
    """

    id: int
    class_id: int
    title: str
    minutes: int
    seq: int
    subjects: frozenset[str] = frozenset()
    fixed_teacher_ids: tuple[int, ...] | None = None
    headcount: int | None = None
    needs_room: bool = True
    is_strict: bool = False
    pins: Pins = Pins()
    current: Place | None = None
    is_constant: bool = False

    @property
    def named_teacher_ids(self) -> tuple[int, ...] | None:
        """Who has to teach: a pin before the wish."""
        pinned = self.pins.teacher_ids
        return self.fixed_teacher_ids if pinned is None else pinned

    def is_ordered_with(self, other: SessionWish) -> bool:
        """Whether the order of two sessions of a class must be kept."""
        return self.seq != other.seq and (self.is_strict or other.is_strict)


@dataclass(frozen=True)
class Problem:
    """Classes, teachers, rooms and sessions that are looked at together.

    ValueError in words when ids are used twice or a session names what is not there.
    """

    classes: tuple[ClassFacts, ...]
    teachers: tuple[TeacherFacts, ...]
    rooms: tuple[Resource, ...]
    sessions: tuple[SessionWish, ...]

    def __post_init__(self) -> None:
        check_unique("资源", (resource.id for resource in self.resources))
        check_unique("课次", (wish.id for wish in self.sessions))
        for wish in self.sessions:
            self._check_names(wish)

    def _check_names(self, wish: SessionWish) -> None:
        place = wish.current
        teachers = {*(wish.named_teacher_ids or ()), *(place.teacher_ids if place else ())}
        rooms = {wish.pins.room_id, place.room_id if place else None} - {None}
        if wish.class_id not in self.class_by_id:
            raise ValueError(f"课次“{wish.title}”所属的培训班不在排课范围内。")
        if teachers - self.teacher_by_id.keys():
            raise ValueError(f"课次“{wish.title}”指定的教师不在排课范围内。")
        if rooms - self.room_by_id.keys():
            raise ValueError(f"课次“{wish.title}”指定的教室不在排课范围内。")

    @property
    def resources(self) -> tuple[Resource, ...]:
        """Of the classes, the teachers and the rooms, in this order."""
        groups = (facts.resource for facts in self.classes)
        staff = (facts.resource for facts in self.teachers)
        return (*groups, *staff, *self.rooms)

    @cached_property
    def resource_by_id(self) -> dict[int, Resource]:
        return {resource.id: resource for resource in self.resources}

    @cached_property
    def class_by_id(self) -> dict[int, ClassFacts]:
        return {facts.resource.id: facts for facts in self.classes}

    @cached_property
    def teacher_by_id(self) -> dict[int, TeacherFacts]:
        return {facts.resource.id: facts for facts in self.teachers}

    @cached_property
    def room_by_id(self) -> dict[int, Resource]:
        return {room.id: room for room in self.rooms}

    @cached_property
    def session_by_id(self) -> dict[int, SessionWish]:
        return {wish.id: wish for wish in self.sessions}

    @cached_property
    def sessions_by_class(self) -> dict[int, tuple[SessionWish, ...]]:
        """In the order of their numbers."""
        found: dict[int, list[SessionWish]] = {id: [] for id in self.class_by_id}
        for wish in sorted(self.sessions, key=lambda wish: (wish.seq, wish.id)):
            found[wish.class_id].append(wish)
        return {id: tuple(wishes) for id, wishes in found.items()}

    @cached_property
    def teachers_by_subject(self) -> dict[str, tuple[TeacherFacts, ...]]:
        found: dict[str, list[TeacherFacts]] = {}
        for facts in self.teachers:
            for subject in facts.expertise:
                found.setdefault(subject, []).append(facts)
        return {subject: tuple(teachers) for subject, teachers in found.items()}

    def headcount_of(self, wish: SessionWish) -> int:
        own = wish.headcount
        return self.class_by_id[wish.class_id].headcount if own is None else own


def check_unique(what: str, ids: Iterable[int]) -> None:
    """ValueError when an id stands for two things."""
    listed = list(ids)
    if len(listed) != len(set(listed)):
        raise ValueError(f"排课资料中有重复的{what}编号。")
