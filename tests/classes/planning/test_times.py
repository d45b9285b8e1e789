"""Local minutes and their words."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.classes.planning.times import (
    LOCAL,
    end_minute_of,
    instant_of,
    minute_of,
    overlaps,
    span_words,
    teaching_days,
    week_of,
    window_on,
)
from tests.factories.planning import at

WEDNESDAY = dt.date(2026, 3, 4)
minutes = st.integers(0, 100)


@given(minutes, minutes, minutes, minutes)
def test_two_spans_overlap_when_they_share_a_minute(start, length, other, other_length):
    shared = set(range(start, start + length)) & set(range(other, other + other_length))
    if length and other_length:
        assert overlaps(start, start + length, other, other + other_length) is bool(shared)


@given(st.datetimes(timezones=st.just(LOCAL)).filter(lambda moment: moment.year > 1991))
def test_minutes_and_instants_are_two_names_of_one_thing(moment):
    local = moment.replace(second=0, microsecond=0)
    assert instant_of(minute_of(local)) == local


def test_an_instant_of_any_zone_is_read_on_the_local_clock():
    assert minute_of(dt.datetime(2026, 3, 4, 0, 30, tzinfo=dt.UTC)) == minute_of(
        at(WEDNESDAY, "08:30")
    )


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="时区"):
        minute_of(at(WEDNESDAY, "08:30").replace(tzinfo=None))


def test_a_minute_that_has_begun_is_taken():
    end = at(WEDNESDAY, "10:00")
    assert end_minute_of(end + dt.timedelta(seconds=1)) == end_minute_of(end) + 1


def test_midnight_ends_a_window_at_the_end_of_its_day():
    start, end = window_on(WEDNESDAY, dt.time(18), dt.time(0))
    assert end - start == 6 * 60


def test_a_week_begins_on_monday():
    days = [minute_of(at(WEDNESDAY + dt.timedelta(days=n), "00:00")) for n in (-3, -2, 4, 5)]
    sunday, monday, next_sunday, next_monday = map(week_of, days)
    assert sunday + 1 == monday == next_sunday == next_monday - 1


def test_teaching_days_take_in_moved_days_and_leave_out_days_off():
    first = dt.date(2026, 3, 2)
    saturday, tuesday = dt.date(2026, 3, 7), dt.date(2026, 3, 3)
    days = teaching_days(first, dt.date(2026, 3, 8), also=[saturday], off=[tuesday])
    assert [day.day for day in days] == [2, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("08:30", "10:00", "3月4日（周三）上午 08:30–10:00"),
        ("13:30", "15:00", "3月4日（周三）下午 13:30–15:00"),
        ("18:30", "20:00", "3月4日（周三）晚上 18:30–20:00"),
    ],
)
def test_a_span_in_words(start, end, words):
    spans = (minute_of(at(WEDNESDAY, clock)) for clock in (start, end))
    assert span_words(*spans) == words
