"""A calendar feed (RFC 5545) from plain values.

A feed depends on nothing but its events: the same events give the same bytes, so that it can be
compared and cached. A cancelled event stays in it, or phones that fetched it earlier keep it.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vText

ZONE_NAME = "Asia/Shanghai"
ZONE = ZoneInfo(ZONE_NAME)
PRODUCT = "-//Community Cadre Academy//Timetable//ZH"
# How often a phone should ask again.
REFRESH = "PT1H"


@dataclass(frozen=True)
class CalendarEvent:
    """One session. `uid` never changes; `sequence` grows with every published change.

    Times are aware; `changed_at` is when this version was published. Empty texts are left out.
    """

    uid: str
    sequence: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    title: str
    changed_at: dt.datetime
    place: str = ""
    notes: str = ""
    url: str = ""
    is_cancelled: bool = False


def render_calendar(name: str, events: Iterable[CalendarEvent]) -> bytes:
    """A feed for a calendar program, called `name`. ValueError for a time without its zone."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    # Both names of the name, and of the refreshing: the standard's and the older programs'.
    for key in ("name", "x-wr-calname"):
        calendar.add(key, vText(_clean(name)))
    calendar.add("x-wr-timezone", vText(ZONE_NAME))
    calendar.add("refresh-interval", vText(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vText(REFRESH))
    calendar.add_component(_zone())
    for event in events:
        calendar.add_component(_component(event))
    feed: bytes = calendar.to_ical(sorted=False)
    return feed


def _zone() -> Timezone:
    """Shanghai keeps one time since its last summer time ended."""
    standard = TimezoneStandard()
    standard.add("dtstart", dt.datetime(1991, 9, 15))  # noqa: DTZ001 (local time, by the standard)
    standard.add("tzname", "CST")
    standard.add("tzoffsetfrom", dt.timedelta(hours=8))
    standard.add("tzoffsetto", dt.timedelta(hours=8))
    zone = Timezone()
    zone.add("tzid", ZONE_NAME)
    zone.add_component(standard)
    return zone


def _component(event: CalendarEvent) -> Event:
    component = Event()
    component.add("uid", event.uid)
    component.add("sequence", event.sequence)
    # Without a METHOD both say when this version came about; so the feed needs no clock.
    for key in ("dtstamp", "last-modified"):
        component.add(key, _aware(event.changed_at).astimezone(dt.UTC))
    component.add("dtstart", _aware(event.starts_at).astimezone(ZONE))
    component.add("dtend", _aware(event.ends_at).astimezone(ZONE))
    # Many phones show nothing of the status: the title says it too.
    component.add("summary", _clean(("【已取消】" if event.is_cancelled else "") + event.title))
    for key, text in (("location", event.place), ("description", event.notes)):
        if text:
            component.add(key, _clean(text))
    if event.url:
        component.add("url", event.url)
    component.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    component.add("transp", "TRANSPARENT" if event.is_cancelled else "OPAQUE")
    return component


def _aware(instant: dt.datetime) -> dt.datetime:
    if instant.utcoffset() is None:
        raise ValueError("日历里的时间须带时区。")
    return instant


def _clean(text: str) -> str:
    """Line ends as one character; control characters, which the standard forbids, left out."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
