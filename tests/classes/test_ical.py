"""A feed that calendar programs read."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from academy.classes.ical import CalendarEvent, render_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = dt.datetime(2026, 5, 11, 1, tzinfo=dt.UTC)
CHANGED = dt.datetime(2026, 4, 1, 8, 30, tzinfo=dt.UTC)
# What people type: any character but controls and halves of characters.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=120)


def event(**changed):
    values = {
        "uid": "session-7@academy",
        "sequence": 2,
        "starts_at": START,
        "ends_at": START + dt.timedelta(minutes=90),
        "title": "社区议事协商",
        "changed_at": CHANGED,
    }
    return CalendarEvent(**values | changed)


def only_event(feed):
    (found,) = Calendar.from_ical(feed).walk("VEVENT")
    return found


def lines(feed):
    return feed.decode().split("\r\n")


def test_an_event_comes_back_as_it_went():
    sent = event(
        place="实训楼 302", notes="请带笔记本\n提前到", url="https://example.org/s/7?a=1,2;b"
    )
    found = only_event(render_calendar("我的课表", [sent]))
    assert found["uid"] == "session-7@academy"
    assert found["sequence"] == 2
    assert (found["dtstart"].dt, found["dtend"].dt) == (sent.starts_at, sent.ends_at)
    assert (found["dtstamp"].dt, found["last-modified"].dt) == (CHANGED, CHANGED)
    assert (found["summary"], found["location"]) == ("社区议事协商", "实训楼 302")
    assert found["description"] == "请带笔记本\n提前到"
    assert found["url"] == "https://example.org/s/7?a=1,2;b"
    assert (found["status"], found["transp"]) == ("CONFIRMED", "OPAQUE")


def test_times_are_told_in_shanghai_and_the_zone_comes_along():
    feed = lines(render_calendar("课表", [event()]))
    assert "DTSTART;TZID=Asia/Shanghai:20260511T090000" in feed
    assert "DTEND;TZID=Asia/Shanghai:20260511T103000" in feed
    start = feed.index("BEGIN:VTIMEZONE")
    assert feed[start : feed.index("END:VTIMEZONE")] == [
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Shanghai",
        "BEGIN:STANDARD",
        "DTSTART:19910915T000000",
        "TZNAME:CST",
        "TZOFFSETFROM:+0800",
        "TZOFFSETTO:+0800",
        "END:STANDARD",
    ]


def test_the_head_of_the_feed():
    feed = lines(render_calendar("课表，张三", []))
    assert feed == [
        "BEGIN:VCALENDAR",
        "PRODID:-//Community Cadre Academy//Timetable//ZH",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "NAME:课表，张三",
        "X-WR-CALNAME:课表，张三",
        "X-WR-TIMEZONE:Asia/Shanghai",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        *feed[9:18],
        "END:VCALENDAR",
        "",
    ]
    assert (feed[9], feed[17]) == ("BEGIN:VTIMEZONE", "END:VTIMEZONE")


def test_a_cancelled_event_stays_and_says_so_twice():
    found = only_event(render_calendar("课表", [event(is_cancelled=True, sequence=3)]))
    assert (found["status"], found["transp"], found["sequence"]) == ("CANCELLED", "TRANSPARENT", 3)
    assert found["summary"] == "【已取消】社区议事协商"
    assert found["uid"] == "session-7@academy"


def test_empty_texts_are_left_out():
    found = only_event(render_calendar("课表", [event()]))
    assert not {"LOCATION", "DESCRIPTION", "URL"} & set(found)


def test_special_characters_are_escaped():
    feed = lines(render_calendar("a,b;c", [event(title="一,二;三\\四\n五")]))
    assert "SUMMARY:一\\,二\\;三\\\\四\\n五" in feed
    assert "X-WR-CALNAME:a\\,b\\;c" in feed


def test_a_title_makes_no_line_of_its_own():
    feed = render_calendar(
        "x\r\nEND:VCALENDAR", [event(title="课\r\nSTATUS:CANCELLED\rURL:x\x00\x1b")]
    )
    assert only_event(feed)["summary"] == "课\nSTATUS:CANCELLED\nURL:x"
    assert only_event(feed)["status"] == "CONFIRMED"


@given(TEXT, TEXT, TEXT)
def test_every_text_comes_back_and_no_line_is_too_long(title, place, notes):
    feed = render_calendar(title, [event(title=title, place=place, notes=notes)])
    found = only_event(feed)
    assert (found["summary"], found["location"], found["description"]) == (title, place, notes)
    assert feed.endswith(b"\r\n")
    for line in feed.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        assert b"\r" not in line
        line.decode()  # no character is cut in two


def test_long_chinese_is_folded_between_characters():
    feed = render_calendar("课表", [event(title="社区治理" * 30)])
    folded = [line for line in feed.split(b"\r\n") if "社区".encode() in line]
    assert len(folded) > 4
    assert all(line.startswith(b" ") for line in folded[1:])


def test_the_same_events_give_the_same_bytes():
    events = [event(), event(uid="session-8@academy")]
    assert render_calendar("课表", events) == render_calendar("课表", iter(events))


def test_events_keep_their_order():
    feed = render_calendar("课表", [event(uid=f"{n}@academy") for n in (3, 1, 2)])
    found = Calendar.from_ical(feed).walk("VEVENT")
    assert [str(item["uid"]) for item in found] == ["3@academy", "1@academy", "2@academy"]


@given(st.floats(1e9, 2.8e9).map(lambda seconds: dt.datetime.fromtimestamp(seconds, SHANGHAI)))
def test_times_come_back_to_the_second(starts_at):
    sent = event(starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=1))
    assert only_event(render_calendar("课表", [sent]))["dtstart"].dt == starts_at.replace(
        microsecond=0
    )


@pytest.mark.parametrize("field", ["starts_at", "ends_at", "changed_at"])
def test_a_time_without_its_zone_is_refused(field):
    naive = START.replace(tzinfo=None)
    with pytest.raises(ValueError, match="须带时区"):
        render_calendar("课表", [event(**{field: naive})])
