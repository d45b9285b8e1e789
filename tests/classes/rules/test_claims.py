"""What stands against a wish: exact words at the borders, no overlap whatever is wished."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.classes.rules.claims import (
    Booking,
    Closure,
    Facts,
    Reason,
    Wish,
    conflicts_of,
    overlap,
    peak,
    plan,
)
from academy.classes.rules.opening import Opening, windows_on
from tests.factories.classes import MONDAY, ZONE, at

ROOM = Facts(resource_id=1, name="教室401", contact="教务 张老师")
FREE = dt.timedelta()


def wish(begins: str = "08:30", ends: str = "10:00", **fields) -> Wish:
    return Wish(1, at(begins), at(ends), **fields)


def booking(begins: str, ends: str, lane: int = 0, units: int = 1) -> Booking:
    return Booking(at(begins), at(ends), lane, units, "“社区协商”（第7期班）", "李老师")


def facts(**fields) -> Facts:
    return Facts(**{"resource_id": 1, "name": "教室401", "contact": "教务"} | fields)


def words(asked: Wish, known: Facts) -> list[str]:
    return [conflict.words for conflict in conflicts_of(asked, known, ZONE)]


def test_what_is_free_can_be_had():
    assert words(wish(), ROOM) == []


@pytest.mark.parametrize(
    ("begins", "ends", "taken"),
    [
        ("08:30", "10:00", True),
        ("08:30", "12:00", True),
        ("07:00", "08:31", True),
        ("09:59", "11:00", True),
        ("09:00", "09:30", True),
        ("07:00", "08:30", False),
        ("10:00", "11:00", False),
    ],
)
def test_touching_is_not_overlapping(begins, ends, taken):
    found = words(wish(), facts(bookings=(booking(begins, ends),)))
    assert bool(found) == taken


def test_other_booking_is_named_with_whom_to_call():
    assert words(wish(), facts(bookings=(booking("09:00", "11:00"),))) == [
        "教室401 11月30日 09:00–11:00 已有“社区协商”（第7期班），可联系李老师"
    ]


def test_time_around_a_booking_is_told_apart_from_the_booking():
    known = facts(after=dt.timedelta(minutes=20), bookings=(booking("10:10", "12:20"),))
    [found] = conflicts_of(wish(), known, ZONE)
    assert found.reason is Reason.BUFFER
    assert found.words == (
        "教室401 11月30日 10:10–12:00 已有“社区协商”（第7期班），"
        "前后两次之间须隔 20 分钟，可联系李老师"
    )


def test_second_lane_is_given_while_the_first_is_taken():
    known = facts(lanes=2, bookings=(booking("08:00", "09:00"),))
    found = plan([wish()], [known], ZONE)
    assert [place.lane for place in found.placed] == [1]
    both = facts(lanes=2, bookings=(booking("08:00", "09:00"), booking("09:30", "11:00", 1)))
    assert len(words(wish(), both)) == 2


def test_people_are_counted_at_the_fullest_moment():
    known = facts(
        lanes=3,
        capacity=60,
        bookings=(booking("08:00", "09:00", 0, 20), booking("09:00", "11:00", 1, 25)),
    )
    assert words(wish(units=35), known) == []
    assert words(wish(units=36), known) == [
        "教室401最多容纳 60 人，同时已有 25 人，这次 36 人，可联系教务"
    ]
    assert words(wish(units=61), facts(capacity=60)) == [
        "教室401最多容纳 60 人，这次 61 人，可联系教务"
    ]


def test_blackout_is_told_with_its_reason():
    known = facts(closures=(Closure(at("00:00"), at("09:00"), "设备检修"),))
    assert words(wish(), known) == ["教室401 11月30日 00:00–09:00 停用：设备检修，可联系教务"]


def opening(begins: str, ends: str, weekday: int = 1, **season) -> Opening:
    return Opening(weekday, dt.time.fromisoformat(begins), dt.time.fromisoformat(ends), **season)


def test_opening_hours_hold_to_the_minute():
    known = facts(openings=(opening("08:30", "10:00"),))
    assert words(wish(), known) == []
    assert words(wish("08:29"), known) == [
        "教室401 11月30日（周一）只在 08:30–10:00 开放，可联系教务"
    ]
    assert words(wish(), facts(openings=(opening("08:00", "18:00", weekday=2),))) == [
        "教室401 11月30日（周一）不开放，可联系教务"
    ]


def test_windows_that_touch_are_one():
    assert (
        words(wish(), facts(openings=(opening("08:00", "09:00"), opening("09:00", "12:00")))) == []
    )


def test_season_decides_which_rule_counts():
    summer = opening("06:00", "22:00", valid_until=dt.date(2026, 9, 30))
    winter = opening("09:00", "16:00", valid_from=dt.date(2026, 10, 1))
    assert windows_on(MONDAY, (summer, winter), {}) == [(9 * 60, 16 * 60)]


def test_exception_of_a_day_goes_before_the_rule():
    closed = facts(exceptions={MONDAY: None})
    assert "不开放" in words(wish(), closed)[0]
    working_saturday = facts(
        openings=(opening("08:00", "18:00", weekday=2),),
        exceptions={MONDAY: (dt.time(8), dt.time(18))},
    )
    assert words(wish(), working_saturday) == []


def test_last_minute_of_a_day_means_midnight():
    known = facts(openings=(opening("00:00", "23:59"), opening("00:00", "23:59", weekday=2)))
    night = Wish(1, at("22:00"), at("02:00", MONDAY + dt.timedelta(days=1)))
    assert words(night, known) == []


def test_everything_in_the_way_is_said_at_once():
    known = facts(
        capacity=10,
        openings=(opening("12:00", "18:00"),),
        closures=(Closure(at("00:00"), at("09:00"), "检修"),),
        bookings=(booking("09:00", "11:00"),),
    )
    reasons = [found.reason for found in conflicts_of(wish(units=11), known, ZONE)]
    assert reasons == [Reason.OPENING, Reason.BLACKOUT, Reason.OVERLAP, Reason.CAPACITY]


def test_wishes_stand_in_each_others_way():
    found = plan([wish(part=1), wish("09:00", "11:00", part=2)], [ROOM], ZONE)
    assert len(found.placed) == 1
    assert "已有本次安排" in found.conflicts[0].words


# --- Whatever is wished ---
minutes = st.integers(0, 600)
stretches = st.tuples(minutes, st.integers(1, 180))


def stretch(begins: int, length: int) -> tuple[dt.datetime, dt.datetime]:
    start = at("06:00") + dt.timedelta(minutes=begins)
    return start, start + dt.timedelta(minutes=length)


resources = st.builds(
    Facts,
    resource_id=st.just(1),
    name=st.just("教室"),
    lanes=st.integers(1, 3),
    capacity=st.none() | st.integers(1, 60),
    before=st.integers(0, 30).map(lambda n: dt.timedelta(minutes=n)),
    after=st.integers(0, 30).map(lambda n: dt.timedelta(minutes=n)),
)
wishes = st.lists(
    st.builds(lambda s, units: Wish(1, *stretch(*s), units=units), stretches, st.integers(1, 40)),
    max_size=12,
)


@given(resources, wishes)
def test_what_is_placed_never_overlaps_and_never_crowds(resource, wanted):
    placed = plan(wanted, [resource], ZONE).placed
    for n, one in enumerate(placed):
        assert 0 <= one.lane < resource.lanes
        for other in placed[n + 1 :]:
            assert one.lane != other.lane or not overlap(one, other)
    if resource.capacity is not None:
        taken = [Booking(p.starts_at, p.ends_at, p.lane, p.wish.units, "") for p in placed]
        whole = Wish(1, at("00:00"), at("23:59"))
        assert peak(whole, taken) <= resource.capacity


@given(resources, wishes)
def test_every_wish_is_met_or_explained(resource, wanted):
    found = plan(wanted, [resource], ZONE)
    met = {place.wish for place in found.placed}
    assert met == set(wanted) or found.conflicts
    assert all(conflict.words for conflict in found.conflicts)


@given(resources, wishes, st.integers(0, 11))
def test_alone_a_wish_that_fits_is_always_met(resource, wanted, n):
    for asked in wanted[n : n + 1]:
        fits = resource.capacity is None or asked.units <= resource.capacity
        assert bool(plan([asked], [resource], ZONE).placed) == fits
