"""What a version of a timetable says, and what differs from the one before."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from academy.classes.rules.timetable import (
    Entry,
    Place,
    as_json,
    changes,
    fingerprint,
    from_json,
    part_of,
    period_of,
    publish,
)

ZONE = ZoneInfo("Asia/Shanghai")
DAY = dt.date(2026, 11, 30)
AT = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(days=1)


def place(time="08:30", room="301", teachers=("张敏",), day=DAY) -> Place:
    start = dt.datetime.combine(day, dt.time.fromisoformat(time), ZONE)
    return Place(start, start + dt.timedelta(minutes=90), room, teachers)


def entry(**fields) -> Entry:
    values = {"id": 1, "title": "议事规则", "label": "面授", "place": place(), "teacher_ids": (7,)}
    return Entry(**values | fields)


def said(old: list[Entry], new: list[Entry]) -> list[str]:
    return [each.words for each in changes(old, publish(old, new, LATER), ZONE)]


OLD = publish([], [entry()], AT)


def test_first_version_counts_from_nought_and_is_all_new():
    assert [entry(sequence=0, changed_at=AT)] == OLD
    assert said([], OLD) == ["新增“议事规则”：11月30日 08:30–10:00，301，张敏"]


def test_moved_session_counts_on_and_keeps_where_it_stood():
    (found,) = publish(OLD, [entry(place=place("14:00", room="402"))], LATER)
    assert (found.sequence, found.changed_at, found.before) == (1, LATER, place())
    assert said(OLD, [entry(place=place("14:00", room="402"))]) == [
        "“议事规则” 由 11月30日 08:30 改到 14:00，教室 301→402"
    ]


def test_another_day_and_another_length_are_named():
    tuesday = place("14:00", day=DAY + dt.timedelta(days=1))
    assert said(OLD, [entry(place=tuesday)]) == ["“议事规则” 由 11月30日 08:30 改到 12月1日 14:00"]
    longer = replace(place(), ends_at=place().ends_at + dt.timedelta(minutes=30))
    assert said(OLD, [entry(place=longer)]) == ["“议事规则” 由 11月30日 08:30 改到 08:30–10:30"]


def test_other_changes_say_which_session_is_meant():
    exchanged = entry(place=place(teachers=("李强",)), teacher_ids=(8,))
    assert said(OLD, [exchanged]) == ["“议事规则”（11月30日 08:30–10:00）教师 张敏→李强"]
    assert said(OLD, [entry(place=place(room=""))]) == [
        "“议事规则”（11月30日 08:30–10:00）教室 301→未定"
    ]
    assert said(OLD, [entry(title="协商规则")]) == [
        "“议事规则”（11月30日 08:30–10:00）改为面授“协商规则”"
    ]


def test_change_concerns_the_old_teacher_and_the_new_one():
    new = publish(OLD, [entry(teacher_ids=(8,))], LATER)
    assert [each.teacher_ids for each in changes(OLD, new, ZONE)] == [frozenset({7, 8})]


def test_cancelled_session_stays_where_people_know_it():
    cancelled = entry(is_cancelled=True, reason="教师生病", place=place("14:00"))
    (found,) = publish(OLD, [cancelled], LATER)
    assert (found.is_cancelled, found.place, found.sequence) == (True, place(), 1)
    assert said(OLD, [cancelled]) == ["“议事规则”（11月30日）取消：教师生病"]
    assert publish([found], [cancelled], LATER + dt.timedelta(days=1)) == [found]
    assert said([found], [entry()]) == ["恢复“议事规则”：11月30日 08:30–10:00，301，张敏"]


def test_what_is_no_longer_planned_is_cancelled():
    (found,) = publish(OLD, [], LATER)
    assert (found.is_cancelled, found.sequence) == (True, 1)


def test_cancelled_before_anybody_saw_it_is_left_out():
    assert publish([], [entry(is_cancelled=True)], AT) == []


def test_change_is_marked_for_a_week():
    (found,) = publish(OLD, [entry(place=place("14:00"))], LATER)
    assert found.is_marked(LATER + dt.timedelta(days=7, seconds=-1))
    assert not found.is_marked(LATER + dt.timedelta(days=7))
    assert not OLD[0].is_marked(AT)


def test_parts_of_the_day_and_periods():
    assert [part_of(dt.time(h)) for h in (8, 12, 17, 18)] == ["上午", "下午", "下午", "晚上"]
    times = [dt.time(7), dt.time(10, 19), dt.time(10, 20), dt.time(22)]
    assert [period_of(each) for each in times] == [
        dt.time(8, 30),
        dt.time(8, 30),
        dt.time(10, 20),
        dt.time(18, 30),
    ]


# --- Whatever is planned ---
ROOMS, NAMES = st.sampled_from(["", "301", "402"]), st.sampled_from(["张敏", "李强"])


@st.composite
def plans(draw) -> list[Entry]:
    ids = draw(st.lists(st.integers(1, 6), unique=True))
    return [
        entry(
            id=pk,
            title=draw(st.sampled_from(["议事", "协商"])),
            place=place(draw(st.sampled_from(["08:30", "14:00"])), draw(ROOMS), (draw(NAMES),)),
            is_cancelled=draw(st.booleans()),
        )
        for pk in ids
    ]


@given(plans(), plans())
def test_nothing_is_lost_and_counts_never_fall(first, second):
    old = publish([], first, AT)
    new = publish(old, second, LATER)
    before, after = ({each.id: each for each in entries} for entries in (old, new))
    assert before.keys() <= after.keys()
    told = {each.entry_id for each in changes(old, new, ZONE)}
    for pk, found in after.items():
        grown = found.sequence - before[pk].sequence if pk in before else 1
        assert grown == (1 if pk in told else 0)
        assert found.changed_at == (LATER if pk in told else before[pk].changed_at)


@given(plans(), plans())
def test_published_twice_is_published_once(first, second):
    old = publish([], first, AT)
    new = publish(old, second, LATER)
    assert publish(new, second, LATER + dt.timedelta(days=1)) == new
    assert changes(new, new, ZONE) == []


@given(plans(), plans())
def test_entries_come_back_from_the_database_as_they_went(first, second):
    found = publish(publish([], first, AT), second, LATER)
    assert [from_json(as_json(each)) for each in found] == found


def test_fingerprint_tells_changes_apart():
    moved = publish(OLD, [entry(place=place("14:00"))], LATER)
    found = changes(OLD, moved, ZONE)
    assert fingerprint(found) == fingerprint(list(found)) != fingerprint([])
