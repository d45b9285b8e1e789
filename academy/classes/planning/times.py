"""Local minutes: what the engine counts in, as comparing whole numbers is what it does all day.

A minute number counts the minutes of the academy's wall clock (Asia/Shanghai) since the first
day of the calendar. Spans are half open: [start, end).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")
DAY = 24 * 60
NOON = 12 * 60
EVENING = 18 * 60
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")

Span = tuple[int, int]


def overlaps(start: int, end: int, other_start: int, other_end: int) -> bool:
    """The one rule of overlap: two spans share a minute. Spans that only touch do not."""
    return start < other_end and other_start < end


def minute_of(instant: dt.datetime) -> int:
    """The local minute an aware instant lies in. ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError("排课只接受带时区的时间。")
    local = instant.astimezone(LOCAL)
    return local.toordinal() * DAY + local.hour * 60 + local.minute


def end_minute_of(instant: dt.datetime) -> int:
    """The local minute by which a span that ends at the instant is over: a begun one counts."""
    minute = minute_of(instant)
    return minute + 1 if instant.second or instant.microsecond else minute


def instant_of(minute: int) -> dt.datetime:
    """The aware local instant at which a minute begins."""
    day, rest = divmod(minute, DAY)
    clock = dt.time(rest // 60, rest % 60, tzinfo=LOCAL)
    return dt.datetime.combine(dt.date.fromordinal(day), clock)


def minute_on(day: dt.date, clock: dt.time) -> int:
    return day.toordinal() * DAY + clock.hour * 60 + clock.minute


def window_on(day: dt.date, start: dt.time, end: dt.time) -> Span:
    """A stretch of a day; midnight as its end is the end of that day."""
    last = minute_on(day, end)
    return minute_on(day, start), last if end != dt.time(0) else last + DAY


def day_of(minute: int) -> int:
    """The number of the day, as `date.toordinal` counts."""
    return minute // DAY


def week_of(minute: int) -> int:
    """The number of the week, which begins on a Monday."""
    return (minute // DAY - 1) // 7


def days_touched(start: int, end: int) -> range:
    return range(start // DAY, (end - 1) // DAY + 1)


def teaching_days(
    first: dt.date,
    last: dt.date,
    weekdays: Iterable[int] = range(5),
    also: Iterable[dt.date] = (),
    off: Iterable[dt.date] = (),
) -> tuple[dt.date, ...]:
    """A class's days from first to last: its weekdays (0 = Monday), days moved in, days off."""
    wanted, added, closed = set(weekdays), set(also), set(off)
    days = (dt.date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
    return tuple(d for d in days if d not in closed and (d.weekday() in wanted or d in added))


def day_words(minute: int) -> str:
    """3月4日（周三）."""
    day = dt.date.fromordinal(day_of(minute))
    return f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def half_day_words(minute: int) -> str:
    clock = minute % DAY
    return "上午" if clock < NOON else "下午" if clock < EVENING else "晚上"


def span_words(start: int, end: int) -> str:
    """3月4日（周三）上午 08:30–10:00."""
    return f"{day_words(start)}{half_day_words(start)} {clock_words(start)}–{clock_words(end)}"


def clock_words(minute: int) -> str:
    return f"{minute % DAY // 60:02}:{minute % 60:02}"
