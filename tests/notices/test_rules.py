import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.notices import rules

EVENING, MORNING = dt.time(21), dt.time(8)


@pytest.mark.parametrize(
    ("time", "is_quiet"),
    [
        (dt.time(20, 59, 59), False),
        (dt.time(21), True),
        (dt.time(0), True),
        (dt.time(7, 59, 59), True),
        (dt.time(8), False),
        (dt.time(12), False),
    ],
)
def test_quiet_hours_pass_midnight(time, is_quiet):
    assert rules.is_quiet(time, EVENING, MORNING) is is_quiet


def test_quiet_hours_within_a_day():
    assert rules.is_quiet(dt.time(13), dt.time(12), dt.time(14))
    assert not rules.is_quiet(dt.time(14), dt.time(12), dt.time(14))


@given(st.times(), st.times())
def test_equal_ends_mean_no_quiet_hours(time, end):
    assert not rules.is_quiet(time, end, end)


@given(st.times(), st.times(), st.times())
def test_what_is_not_quiet_is_quiet_the_other_way_round(time, begins, ends):
    if begins != ends:
        assert rules.is_quiet(time, begins, ends) != rules.is_quiet(time, ends, begins)


def test_waits_double_and_come_to_some_ten_hours():
    waits = [rules.wait_after(n) for n in range(1, rules.MOST_ATTEMPTS)]
    assert [wait.total_seconds() / 60 for wait in waits] == [5, 10, 20, 40, 80, 160, 320]


@pytest.mark.parametrize(
    ("unread", "words"), [(0, ""), (1, "1"), (99, "99"), (100, "99+"), (9999, "99+")]
)
def test_a_count_is_said_calmly(unread, words):
    assert rules.count_words(unread) == words
