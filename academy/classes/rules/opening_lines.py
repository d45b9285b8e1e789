"""Weekly hours as people type them: a line for each, as 周一 08:00–12:00. Plain values only."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from academy.classes.rules.opening import WEEKDAYS, Opening

EXAMPLE = "周一 08:00–12:00"
_DASH = r"\s*[–—~～\-至到]\s*"
_DAY = f"[{WEEKDAYS}天]"
_TIME = r"(\d{1,2})[:：](\d{2})"
_DATE = r"(\d{4}-\d{1,2}-\d{1,2})"
_LINE = re.compile(
    rf"周({_DAY})(?:{_DASH}周?({_DAY}))?\s*{_TIME}{_DASH}{_TIME}"
    rf"(?:\s*自\s*{_DATE})?(?:\s*至\s*{_DATE})?"
)
# What stands for the end of a day where a time must be a time.
_LAST = dt.time(23, 59)


def read_openings(text: str) -> list[Opening]:
    """The hours of each line; 周一至周五 is five of them; 自 and 至 give a season.

    Raises `ValueError` that names every line which cannot be read.
    """
    found: list[Opening] = []
    faults: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                found += _read(line.strip())
            except ValueError as error:
                faults.append(f"第 {number} 行“{line.strip()}”：{error}")
    if faults:
        raise ValueError("\n".join(faults))
    return list(dict.fromkeys(found))


def write_openings(openings: Iterable[Opening]) -> str:
    """The lines that `read_openings` reads back to the same."""
    return "\n".join(_write(each) for each in openings)


def _read(line: str) -> list[Opening]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise ValueError(f"没有看懂，请写成“{EXAMPLE}”这样。")
    first, last, *numbers = match.groups()
    opens_at, closes_at = _time(*numbers[:2]), _time(*numbers[2:4])
    if closes_at <= opens_at:
        raise ValueError("结束要晚于开始。")
    since, until = _date(numbers[4]), _date(numbers[5])
    if since and until and until < since:
        raise ValueError("季节的结束日期早于开始日期。")
    days = range(_weekday(first), _weekday(last or first) + 1)
    if not days:
        raise ValueError("星期的次序反了。")
    return [Opening(day, opens_at, closes_at, since, until) for day in days]


def _weekday(word: str) -> int:
    return WEEKDAYS.index("日" if word == "天" else word) + 1


def _time(hour: str, minute: str) -> dt.time:
    if (int(hour), int(minute)) == (24, 0):
        return _LAST
    try:
        return dt.time(int(hour), int(minute))
    except ValueError as error:
        raise ValueError(f"没有 {hour}:{minute} 这个时刻。") from error


def _date(text: str | None) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day, no instant
    except ValueError as error:
        raise ValueError(f"没有 {text} 这一天。") from error


def _write(opening: Opening) -> str:
    closes = "24:00" if opening.closes_at == _LAST else f"{opening.closes_at:%H:%M}"
    line = f"周{WEEKDAYS[opening.weekday - 1]} {opening.opens_at:%H:%M}–{closes}"
    since = f" 自 {opening.valid_from}" if opening.valid_from else ""
    until = f" 至 {opening.valid_until}" if opening.valid_until else ""
    return line + since + until
