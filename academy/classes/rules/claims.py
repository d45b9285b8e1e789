"""Who may have what when: conflicts in words, and the lane that is free. Plain values only.

One predicate decides everywhere: a.start < b.end and b.start < a.end.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import NamedTuple

from academy.classes.rules.load import Load, Taught, excesses
from academy.classes.rules.opening import (
    WEEKDAYS,
    Hours,
    Opening,
    clock_words,
    days_of,
    windows_on,
)


class Wish(NamedTuple):
    """A resource is wanted for a stretch of time (its buffers not included) by `units` people.

    `part`: 0 for a whole session, 1…n for the stops of a visit.
    """

    resource_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    units: int = 1
    part: int = 0


@dataclass(frozen=True)
class Booking:
    """What stands there already, buffers included. `label` and `contact` are shown."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    lane: int
    units: int
    label: str
    contact: str = ""


@dataclass(frozen=True)
class Closure:
    """A stretch of time in which nothing can be had, and why."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    reason: str


@dataclass(frozen=True)
class Facts:
    """What is known of a resource. `exceptions`: the hours of single days, None where closed.

    Without any `openings` it can always be had. `out_of_use`: why it cannot be had at all, in
    words; empty where it can. `load`: the limits of a teacher, None for anything else.
    """

    resource_id: int
    name: str
    lanes: int = 1
    capacity: int | None = None
    before: dt.timedelta = dt.timedelta()
    after: dt.timedelta = dt.timedelta()
    contact: str = ""
    openings: tuple[Opening, ...] = ()
    exceptions: dict[dt.date, Hours | None] = field(default_factory=dict)
    closures: tuple[Closure, ...] = ()
    bookings: tuple[Booking, ...] = ()
    out_of_use: str = ""
    load: Load | None = None


class Reason(Enum):
    """Why a wish cannot be met."""

    OUT_OF_USE = "out_of_use"
    OPENING = "opening"
    BLACKOUT = "blackout"
    OVERLAP = "overlap"
    CAPACITY = "capacity"
    BUFFER = "buffer"
    LOAD = "load"


@dataclass(frozen=True)
class Conflict:
    """One thing that stands against a wish, in words that name the other and whom to call."""

    resource_id: int
    reason: Reason
    words: str


@dataclass(frozen=True)
class Placed:
    """A wish that can be met: the lane, and the stretch with buffers."""

    wish: Wish
    lane: int
    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True)
class Plan:
    """What came of several wishes: claims to write, or everything that stands against them."""

    placed: tuple[Placed, ...]
    conflicts: tuple[Conflict, ...]


def overlap(a: Booking | Closure | Wish | Placed, b: Booking | Closure | Wish | Placed) -> bool:
    """The one predicate."""
    return a.starts_at < b.ends_at and b.starts_at < a.ends_at


def plan(
    wishes: Sequence[Wish], facts: Iterable[Facts], zone: dt.tzinfo, label: str = "本次安排"
) -> Plan:
    """Meet all `wishes` at once, or say everything that stands against them.

    Wishes also stand in each other's way. `label`: what they are for, in their own conflicts.
    """
    known = {each.resource_id: each for each in facts}
    placed: list[Placed] = []
    conflicts: list[Conflict] = []
    for wish in wishes:
        resource = known[wish.resource_id]
        found = conflicts_of(wish, resource, zone)
        conflicts += found
        if not found:
            place = _place(wish, resource)
            placed.append(place)
            known[wish.resource_id] = _with(resource, place, label)
    return Plan(tuple(placed), tuple(dict.fromkeys(conflicts)))


def conflicts_of(wish: Wish, resource: Facts, zone: dt.tzinfo) -> list[Conflict]:
    """Everything that stands against one wish, in the order people look for it."""
    return [
        *_out_of_use(resource),
        *_closed(wish, resource, zone),
        *_blacked_out(wish, resource, zone),
        *_taken(wish, resource, zone),
        *_crowded(wish, resource),
        *_overloaded(wish, resource, zone),
    ]


def _with(resource: Facts, place: Placed, label: str) -> Facts:
    """What is known once a wish is met."""
    wish = place.wish
    taken = Booking(place.starts_at, place.ends_at, place.lane, wish.units, label)
    more = Taught(None, wish.starts_at, wish.ends_at)
    load = resource.load.having(more) if resource.load else None
    return replace(resource, bookings=(*resource.bookings, taken), load=load)


def _place(wish: Wish, resource: Facts) -> Placed:
    stretch = _with_buffers(wish, resource)
    return Placed(wish, _free_lanes(stretch, resource)[0], stretch.starts_at, stretch.ends_at)


def _with_buffers(wish: Wish, resource: Facts) -> Wish:
    return wish._replace(
        starts_at=wish.starts_at - resource.before, ends_at=wish.ends_at + resource.after
    )


def _free_lanes(stretch: Wish, resource: Facts) -> list[int]:
    taken = {booking.lane for booking in resource.bookings if overlap(stretch, booking)}
    return [lane for lane in range(resource.lanes) if lane not in taken]


# --- What stands against it ---
def _out_of_use(resource: Facts) -> list[Conflict]:
    if not resource.out_of_use:
        return []
    words = f"{resource.name}{resource.out_of_use}{_call(resource)}"
    return [Conflict(resource.resource_id, Reason.OUT_OF_USE, words)]


def _closed(wish: Wish, resource: Facts, zone: dt.tzinfo) -> list[Conflict]:
    found = []
    for day, begins, ends in days_of(wish.starts_at, wish.ends_at, zone):
        windows = windows_on(day, resource.openings, resource.exceptions)
        if windows is None or any(o <= begins and ends <= c for o, c in windows):
            continue
        when = "、".join(f"{clock_words(o)}–{clock_words(c)}" for o, c in windows)
        date = f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"
        words = f"{resource.name} {date}{f'只在 {when} 开放' if when else '不开放'}"
        found.append(Conflict(resource.resource_id, Reason.OPENING, words + _call(resource)))
    return found


def _blacked_out(wish: Wish, resource: Facts, zone: dt.tzinfo) -> list[Conflict]:
    return [
        Conflict(
            resource.resource_id,
            Reason.BLACKOUT,
            f"{resource.name}{stretch_words(each, zone)}停用：{each.reason}{_call(resource)}",
        )
        for each in resource.closures
        if overlap(wish, each)
    ]


def _taken(wish: Wish, resource: Facts, zone: dt.tzinfo) -> list[Conflict]:
    stretch = _with_buffers(wish, resource)
    if _free_lanes(stretch, resource):
        return []
    return [
        _conflict_with(each, wish, resource, zone)
        for each in resource.bookings
        if overlap(stretch, each)
    ]


def _conflict_with(booking: Booking, wish: Wish, resource: Facts, zone: dt.tzinfo) -> Conflict:
    """The other booking itself, or the time that is needed around it."""
    itself = Closure(booking.starts_at + resource.before, booking.ends_at - resource.after, "")
    words = f"{resource.name}{stretch_words(itself, zone)}已有{booking.label}"
    contact = booking.contact or resource.contact
    call = f"，可联系{contact}" if contact else ""
    if overlap(wish, itself):
        return Conflict(resource.resource_id, Reason.OVERLAP, words + call)
    apart = int((resource.before + resource.after).total_seconds() // 60)
    gap = f"，前后两次之间须隔 {apart} 分钟"
    return Conflict(resource.resource_id, Reason.BUFFER, words + gap + call)


def _crowded(wish: Wish, resource: Facts) -> list[Conflict]:
    if resource.capacity is None:
        return []
    there = peak(_with_buffers(wish, resource), resource.bookings)
    if there + wish.units <= resource.capacity:
        return []
    others = f"，同时已有 {there} 人" if there else ""
    words = f"{resource.name}最多容纳 {resource.capacity} 人{others}，这次 {wish.units} 人"
    return [Conflict(resource.resource_id, Reason.CAPACITY, words + _call(resource))]


def _overloaded(wish: Wish, resource: Facts, zone: dt.tzinfo) -> list[Conflict]:
    if resource.load is None:
        return []
    return [
        Conflict(resource.resource_id, Reason.LOAD, f"{resource.name} {words}{_call(resource)}")
        for words in excesses(wish.starts_at, wish.ends_at, resource.load, zone)
    ]


def peak(stretch: Wish, bookings: Iterable[Booking]) -> int:
    """The most people at any instant of a stretch."""
    steps: dict[dt.datetime, int] = defaultdict(int)
    for booking in bookings:
        if overlap(stretch, booking):
            steps[max(booking.starts_at, stretch.starts_at)] += booking.units
            steps[booking.ends_at] -= booking.units
    most = now = 0
    for instant in sorted(steps):
        now += steps[instant]
        most = max(most, now)
    return most


def _call(resource: Facts) -> str:
    return f"，可联系{resource.contact}" if resource.contact else ""


def stretch_words(stretch: Booking | Closure | Wish, zone: dt.tzinfo) -> str:
    """11月25日 08:30–10:00, with spaces around it; both days where it spans several."""
    begins, ends = stretch.starts_at.astimezone(zone), stretch.ends_at.astimezone(zone)
    first = f"{begins.month}月{begins.day}日 {begins:%H:%M}"
    if begins.date() == ends.date():
        return f" {first}–{ends:%H:%M} "
    return f" {first} 至 {ends.month}月{ends.day}日 {ends:%H:%M} "
