"""How much a teacher may be asked to teach: limits of a day and of a week. Plain values only.

A lesson counts on the local day it begins on, and in the ISO week of that day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Taught:
    """A stretch somebody teaches. Stretches of one session share its id; None: of this plan."""

    session_id: int | None
    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True)
class Load:
    """The limits of a teacher (None: no limit), and what they teach around the wished times."""

    sessions_per_day: int | None = None
    minutes_per_week: int | None = None
    taught: tuple[Taught, ...] = ()

    def having(self, more: Taught) -> Load:
        """The same with one more stretch."""
        return replace(self, taught=(*self.taught, more))


def excesses(
    starts_at: dt.datetime, ends_at: dt.datetime, load: Load, zone: dt.tzinfo
) -> list[str]:
    """What one more stretch would exceed, in words without the teacher's name."""
    this = Taught(None, starts_at, ends_at)
    day = _day_of(this, zone)
    first, last = week_of(day)
    there = sessions_on(day, load.taught, zone)
    minutes = minutes_between(first, last, load.taught, zone)
    found = []
    if load.sessions_per_day is not None and there + 1 > load.sessions_per_day:
        when = f"{day.month}月{day.day}日"
        found.append(f"{when}已有 {there} 节，每天最多 {load.sessions_per_day} 节")
    if load.minutes_per_week is not None and minutes + minutes_of(this) > load.minutes_per_week:
        week = f"{first.month}月{first.day}日至{last.month}月{last.day}日"
        found.append(
            f"{week}已有 {minutes} 分钟，这次 {minutes_of(this)} 分钟，"
            f"每周最多 {load.minutes_per_week} 分钟"
        )
    return found


def sessions_on(day: dt.date, taught: Iterable[Taught], zone: dt.tzinfo) -> int:
    """How many other sessions begin on a local day; the stretches of this plan are one's own."""
    that_day = {each.session_id for each in taught if _day_of(each, zone) == day}
    return len(that_day - {None})


def minutes_between(
    first: dt.date, last: dt.date, taught: Iterable[Taught], zone: dt.tzinfo
) -> int:
    """Minutes of what begins from `first` to `last`, both included."""
    return sum(minutes_of(each) for each in taught if first <= _day_of(each, zone) <= last)


def minutes_of(taught: Taught) -> int:
    """Whole minutes of a stretch."""
    return int((taught.ends_at - taught.starts_at).total_seconds() // 60)


def week_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """Monday and Sunday of the ISO week of a day."""
    monday = day - dt.timedelta(days=day.weekday())
    return monday, monday + dt.timedelta(days=6)


def stretch_of_weeks(
    first: dt.datetime, last: dt.datetime, zone: dt.tzinfo
) -> tuple[dt.datetime, dt.datetime]:
    """From the first instant of the week of `first` to the end of the week of `last`."""
    monday, _ = week_of(first.astimezone(zone).date())
    _, sunday = week_of(last.astimezone(zone).date())
    midnight = dt.time()
    return (
        dt.datetime.combine(monday, midnight, zone),
        dt.datetime.combine(sunday + dt.timedelta(days=1), midnight, zone),
    )


def _day_of(taught: Taught, zone: dt.tzinfo) -> dt.date:
    return taught.starts_at.astimezone(zone).date()
