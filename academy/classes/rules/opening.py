"""When something is open: weekdays in a season, days that go by their own rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

WEEKDAYS = "一二三四五六日"
DAY = 24 * 60
# Local hours of a single day.
Hours = tuple[dt.time, dt.time]


@dataclass(frozen=True)
class Opening:
    """Local hours of a weekday (ISO: 1 is Monday) within a season, either end may be open."""

    weekday: int
    opens_at: dt.time
    closes_at: dt.time
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        began = self.valid_from is None or self.valid_from <= day
        return began and (self.valid_until is None or day <= self.valid_until)


def beyond_words(
    starts_at: dt.datetime, ends_at: dt.datetime, today: dt.date, zone: dt.tzinfo
) -> str:
    """Why a stretch in which something cannot be had lies too far away; "" where it does not.

    It may lie between the day a year before `today` and the end of that five years after it.
    """
    first, last = _years_from(today, -1), _years_from(today, 5)
    begins = dt.datetime.combine(first, dt.time.min, zone)
    ends = dt.datetime.combine(last, dt.time.min, zone) + dt.timedelta(days=1)
    if begins <= starts_at and ends_at <= ends:
        return ""
    return f"停用时段要在 {first:%Y-%m-%d} 至 {last:%Y-%m-%d} 之间，请核对年份。"


def _years_from(day: dt.date, years: int) -> dt.date:
    """The same day of another year; of a 29 February without one, the day before."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if is_leap_day else day.day)


def windows_on(
    day: dt.date, openings: Iterable[Opening], exceptions: Mapping[dt.date, Hours | None]
) -> list[tuple[int, int]] | None:
    """Open stretches of a local day in minutes from midnight, joined; None: no rule, all day.

    An exception goes before the rules: None there means closed.
    """
    if day in exceptions:
        hours = exceptions[day]
        return [(_minute(hours[0]), _minute(hours[1], ends=True))] if hours else []
    rules = list(openings)
    if not rules:
        return None
    windows = [
        (_minute(each.opens_at), _minute(each.closes_at, ends=True))
        for each in rules
        if each.weekday == day.isoweekday() and each.holds(day)
    ]
    return _joined(sorted(windows))


def days_of(
    starts_at: dt.datetime, ends_at: dt.datetime, zone: dt.tzinfo
) -> list[tuple[dt.date, int, int]]:
    """The local days of a stretch, each with its part in minutes from midnight (24:00 as 1440)."""
    begins, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    days = (ends.date() - begins.date()).days
    found = []
    for number in range(days + 1):
        day = begins.date() + dt.timedelta(days=number)
        first = _minute(begins.time()) if number == 0 else 0
        last = _minute(ends.time()) if number == days else DAY
        if first < last:
            found.append((day, first, last))
    return found


def clock_words(minutes: int) -> str:
    """Minutes from midnight as a clock shows them: 24:00 for the end of the day."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _joined(windows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for opens, closes in windows:
        if found and opens <= found[-1][1]:
            found[-1] = (found[-1][0], max(closes, found[-1][1]))
        else:
            found.append((opens, closes))
    return found


def _minute(time: dt.time, *, ends: bool = False) -> int:
    """Minutes from midnight. 23:59 as an end means the whole of the day."""
    minutes = time.hour * 60 + time.minute
    return DAY if ends and minutes == DAY - 1 else minutes
