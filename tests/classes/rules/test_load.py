"""Limits of a teacher: exact words at the borders, of the local day and the ISO week."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.classes.rules.claims import Facts, Reason, Wish, plan
from academy.classes.rules.load import Load, Taught, excesses, stretch_of_weeks, week_of
from tests.factories.classes import MONDAY, ZONE, at

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


def lesson(session_id: int, begins: str, day: dt.date = MONDAY, hours: float = 1) -> Taught:
    return Taught(session_id, at(begins, day), at(begins, day) + hours * HOUR)


def words(load: Load, begins: str = "16:00", day: dt.date = MONDAY) -> list[str]:
    return excesses(at(begins, day), at(begins, day) + 1.5 * HOUR, load, ZONE)


def test_no_limit_is_never_exceeded():
    assert words(Load(taught=tuple(lesson(n, "08:00", hours=10) for n in range(9)))) == []


@pytest.mark.parametrize(("there", "is_full"), [(1, False), (2, False), (3, True), (4, True)])
def test_sessions_of_a_day(there, is_full):
    load = Load(
        sessions_per_day=3, taught=tuple(lesson(n, f"{8 + n}:00".zfill(5)) for n in range(there))
    )
    assert words(load) == ([f"11月30日已有 {there} 节，每天最多 3 节"] if is_full else [])
    assert words(load, day=MONDAY + DAY) == []


def test_stretches_of_one_session_are_one():
    visit = Load(sessions_per_day=2, taught=(lesson(7, "08:00"), lesson(7, "10:00")))
    assert words(visit) == []


@pytest.mark.parametrize(("limit", "is_full"), [(210, False), (209, True)])
def test_minutes_of_a_week_with_this_one(limit, is_full):
    taught = (lesson(1, "08:00"), lesson(2, "08:00", MONDAY + 6 * DAY))
    said = f"11月30日至12月6日已有 120 分钟，这次 90 分钟，每周最多 {limit} 分钟"
    assert words(Load(minutes_per_week=limit, taught=taught)) == ([said] if is_full else [])


def test_sunday_and_monday_are_of_different_weeks():
    load = Load(minutes_per_week=90, taught=(lesson(1, "20:00", MONDAY - DAY),))
    assert words(load) == []
    assert len(words(load, "08:00", MONDAY - DAY)) == 1


def test_days_are_local_ones():
    # 00:30 in Shanghai is still the day before in UTC.
    load = Load(sessions_per_day=1, taught=(lesson(1, "00:30"),))
    assert len(words(load, "23:00")) == 1
    assert words(load, "23:30", MONDAY - DAY) == []


def test_both_limits_are_said_at_once():
    load = Load(1, 60, (lesson(1, "08:00"),))
    assert len(words(load)) == 2


def test_plan_names_the_teacher_and_counts_its_own_parts():
    load = Load(sessions_per_day=1, minutes_per_week=150)
    facts = Facts(resource_id=1, name="教师张敏", contact="8800", load=load)
    parts = [Wish(1, at("08:00"), at("09:30"), part=1), Wish(1, at("10:00"), at("11:30"), part=2)]
    [conflict] = plan(parts, [facts], ZONE).conflicts
    assert conflict.reason is Reason.LOAD
    assert conflict.words == (
        "教师张敏 11月30日至12月6日已有 90 分钟，这次 90 分钟，每周最多 150 分钟，可联系8800"
    )


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)))
def test_week_is_the_iso_week(day):
    monday, sunday = week_of(day)
    assert monday <= day <= sunday
    assert (monday.isoweekday(), sunday.isoweekday()) == (1, 7)
    assert monday.isocalendar()[:2] == day.isocalendar()[:2] == sunday.isocalendar()[:2]


@given(st.lists(st.integers(0, 40), max_size=8), st.integers(1, 4), st.integers(0, 600))
def test_whatever_is_let_in_keeps_the_limits(hours, per_day, per_week):
    load = Load(per_day, per_week)
    for number, hour in enumerate(hours):
        begins = at("00:00") + 4 * hour * HOUR
        if not excesses(begins, begins + HOUR, load, ZONE):
            load = load.having(Taught(number, begins, begins + HOUR))
    days = [each.starts_at.astimezone(ZONE).date() for each in load.taught]
    weeks = [day.isocalendar()[:2] for day in days]
    assert max(map(days.count, days), default=0) <= per_day
    assert 60 * max(map(weeks.count, weeks), default=0) <= per_week


def test_weeks_around_a_stretch():
    tuesday, next_monday = at("08:00", MONDAY + DAY), at("00:10", MONDAY + 7 * DAY)
    assert stretch_of_weeks(tuesday, next_monday, ZONE) == (
        at("00:00"),
        at("00:00", MONDAY + 14 * DAY),
    )
