"""What a published timetable says, and what differs from the one before. Plain values only.

An `Entry` is one session as it was published. `publish` makes the next list of entries from the
last one and from what is planned now; `changes` says in words what people have to know.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from academy.classes.rules.opening import WEEKDAYS

# So long a change stands struck through beside what counts now.
MARKED_FOR = dt.timedelta(days=7)
# When the academy's periods begin; the board has a row for each.
PERIODS = (dt.time(8, 30), dt.time(10, 20), dt.time(13, 30), dt.time(15, 20), dt.time(18, 30))
# Of the days that addresses and forms may name: a slip of the keyboard is far outside them.
YEARS = range(2000, 2101)
# Parts of a day: the hour each begins, and its name.
PARTS = ((0, "上午"), (12, "下午"), (18, "晚上"))


@dataclass(frozen=True)
class Place:
    """When, where and with whom: what people go by. Times are aware; `room` may be empty."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    room: str = ""
    teachers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A session on a published timetable.

    `sequence` counts the publications in which it changed; `changed_at` is the last of them (for
    calendars), `before` where it stood until then. `teacher_ids`: of `Teacher`. A cancelled entry
    stays, or calendars that fetched it would keep it as it was.
    """

    id: int
    title: str
    label: str
    place: Place
    teacher_ids: tuple[int, ...] = ()
    is_cancelled: bool = False
    reason: str = ""
    sequence: int = 0
    changed_at: dt.datetime | None = None
    before: Place | None = None

    def is_marked(self, now: dt.datetime) -> bool:
        """Whether its change is still shown beside it."""
        if self.before is None or self.changed_at is None:
            return False
        return now < self.changed_at + MARKED_FOR


@dataclass(frozen=True)
class Change:
    """Something people have to know: of which session, in words, and which teachers it concerns."""

    entry_id: int
    words: str
    teacher_ids: frozenset[int]


def publish(previous: Sequence[Entry], planned: Iterable[Entry], at: dt.datetime) -> list[Entry]:
    """The entries of the next version: as planned now, counted on from `previous`.

    What stood there before and is no longer planned stays as cancelled; what was cancelled before
    anybody saw it is left out. Repeated without a change in between it gives the same entries.
    """
    known = {entry.id: entry for entry in previous}
    wanted = {entry.id: entry for entry in planned}
    gone = [replace(e, is_cancelled=True) for e in previous if e.id not in wanted]
    found = [
        _counted(known.get(entry.id), entry, at)
        for entry in [*wanted.values(), *gone]
        if entry.id in known or not entry.is_cancelled
    ]
    return sorted(found, key=lambda entry: (entry.place.starts_at, entry.id))


def _counted(old: Entry | None, new: Entry, at: dt.datetime) -> Entry:
    if old is None:
        return replace(new, sequence=0, changed_at=at, before=None)
    if new.is_cancelled:
        # Where people know it: moved unseen before it was cancelled, it would be looked for.
        new = replace(old, is_cancelled=True, reason=new.reason)
    if _told(old) == _told(new):
        return old
    before = old.place if old.place != new.place else None
    return replace(new, sequence=old.sequence + 1, changed_at=at, before=before)


def _told(entry: Entry) -> tuple[Any, ...]:
    """What people are told of an entry, and nothing that counts."""
    return (
        entry.title,
        entry.label,
        entry.place,
        entry.teacher_ids,
        entry.is_cancelled,
        entry.reason,
    )


def changes(previous: Sequence[Entry], published: Sequence[Entry], zone: dt.tzinfo) -> list[Change]:
    """What differs from one version to the next, in the order of the timetable."""
    known = {entry.id: entry for entry in previous}
    found = []
    for entry in published:
        old = known.get(entry.id)
        if old is not None and _told(old) == _told(entry):
            continue
        teachers = frozenset(entry.teacher_ids) | frozenset(old.teacher_ids if old else ())
        found.append(Change(entry.id, _words(old, entry, zone), teachers))
    return found


def _words(old: Entry | None, new: Entry, zone: dt.tzinfo) -> str:
    when = day_words(new.place.starts_at, zone)
    if old is None or (old.is_cancelled and not new.is_cancelled):
        parts = [
            f"{when} {clock_of(new.place, zone)}",
            new.place.room,
            "、".join(new.place.teachers),
        ]
        again = "恢复" if old else "新增"
        return f"{again}“{new.title}”：" + "，".join(part for part in parts if part)
    if new.is_cancelled:
        why = f"：{new.reason}" if new.reason else ""
        return f"“{old.title}”（{day_words(old.place.starts_at, zone)}）取消{why}"
    parts = _differences(old, new, zone)
    is_moved = _times(old.place) != _times(new.place)
    where = "" if is_moved else f"（{when} {clock_of(new.place, zone)}）"
    return f"“{old.title}”{where}{'' if where else ' '}" + "，".join(parts)


def _place_words(place: Place, zone: dt.tzinfo) -> str:
    when = f"{day_words(place.starts_at, zone)} {clock_of(place, zone)}"
    return "，".join(part for part in (when, place.room, "、".join(place.teachers)) if part)


def _differences(old: Entry, new: Entry, zone: dt.tzinfo) -> list[str]:
    found = []
    if _times(old.place) != _times(new.place):
        found.append(_move_words(old.place, new.place, zone))
    if old.place.room != new.place.room:
        found.append(f"教室 {old.place.room or '未定'}→{new.place.room or '未定'}")
    if old.place.teachers != new.place.teachers or old.teacher_ids != new.teacher_ids:
        names = ("、".join(place.teachers) or "未定" for place in (old.place, new.place))
        found.append("教师 " + "→".join(names))
    if (old.title, old.label) != (new.title, new.label):
        found.append(f"改为{new.label}“{new.title}”")
    return found


def _times(place: Place) -> tuple[dt.datetime, dt.datetime]:
    return place.starts_at, place.ends_at


def _move_words(old: Place, new: Place, zone: dt.tzinfo) -> str:
    """由 11月30日 08:30 改到 14:00; ends too where it takes another time than before."""
    begins, goes = old.starts_at.astimezone(zone), new.starts_at.astimezone(zone)
    day = "" if begins.date() == goes.date() else f"{day_words(new.starts_at, zone)} "
    is_as_long = old.ends_at - old.starts_at == new.ends_at - new.starts_at
    times = f"{goes:%H:%M}" if is_as_long else clock_of(new, zone)
    return f"由 {day_words(old.starts_at, zone)} {begins:%H:%M} 改到 {day}{times}"


def day_words(instant: dt.datetime, zone: dt.tzinfo) -> str:
    """11月30日"""
    local = instant.astimezone(zone)
    return f"{local.month}月{local.day}日"


def weekday_words(day: dt.date) -> str:
    """周一"""
    return f"周{WEEKDAYS[day.weekday()]}"


def clock_of(place: Place, zone: dt.tzinfo) -> str:
    """08:30–10:00"""
    begins, ends = place.starts_at.astimezone(zone), place.ends_at.astimezone(zone)
    return f"{begins:%H:%M}–{ends:%H:%M}"


def part_of(time: dt.time) -> str:
    """The part of the day in which something begins."""
    return [name for hour, name in PARTS if hour <= time.hour][-1]


def period_of(time: dt.time) -> dt.time:
    """The period in whose row something stands that begins then."""
    begun = [period for period in PERIODS if period <= time]
    return begun[-1] if begun else PERIODS[0]


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def fingerprint(found: Iterable[Change]) -> str:
    """Of the changes somebody looked at before publishing them."""
    lines = "\n".join(f"{change.entry_id} {change.words}" for change in found)
    return hashlib.sha256(lines.encode()).hexdigest()[:16]


# --- As it is stored ---
def as_json(entry: Entry) -> dict[str, Any]:
    """Plain values for a JSON column; read back by `from_json`."""
    return {
        "id": entry.id,
        "title": entry.title,
        "label": entry.label,
        "place": _place_json(entry.place),
        "teacher_ids": list(entry.teacher_ids),
        "is_cancelled": entry.is_cancelled,
        "reason": entry.reason,
        "sequence": entry.sequence,
        "changed_at": entry.changed_at.isoformat() if entry.changed_at else None,
        "before": _place_json(entry.before) if entry.before else None,
    }


def from_json(stored: Mapping[str, Any]) -> Entry:
    """The entry that `as_json` wrote."""
    changed_at = stored["changed_at"]
    return Entry(
        **{key: stored[key] for key in ("id", "title", "label", "is_cancelled", "reason")},
        sequence=stored["sequence"],
        place=_read_place(stored["place"]),
        teacher_ids=tuple(stored["teacher_ids"]),
        changed_at=dt.datetime.fromisoformat(changed_at) if changed_at else None,
        before=_read_place(stored["before"]) if stored["before"] else None,
    )


def _place_json(place: Place) -> dict[str, Any]:
    return {
        "starts_at": place.starts_at.isoformat(),
        "ends_at": place.ends_at.isoformat(),
        "room": place.room,
        "teachers": list(place.teachers),
    }


def _read_place(stored: Mapping[str, Any]) -> Place:
    return Place(
        starts_at=dt.datetime.fromisoformat(stored["starts_at"]),
        ends_at=dt.datetime.fromisoformat(stored["ends_at"]),
        room=stored["room"],
        teachers=tuple(stored["teachers"]),
    )
