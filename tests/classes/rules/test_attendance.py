"""From a moment, or from what somebody said, to how a person was at a session."""

import datetime as dt
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.classes.enums import AttendanceState, RollMeans
from academy.classes.rules.attendance import (
    REPLACES,
    Mark,
    does_attend,
    may_replace,
    percent_words,
    rate_of,
    refusal_words,
    settle,
    state_on_arrival,
    state_on_leaving,
)

START = dt.datetime(2026, 5, 11, 1, tzinfo=dt.UTC)  # 09:00 in Shanghai
END = START + dt.timedelta(minutes=90)
PRESENT, LATE, EARLY, LEAVE, ABSENT = AttendanceState
ROLL, QR, CODE, HELPER = RollMeans
MARKS = [Mark(state, means) for state, means in product(AttendanceState, [*RollMeans, None])]
ANY_MARK = st.sampled_from(MARKS)


def arrival(seconds):
    return state_on_arrival(START, END, START + dt.timedelta(seconds=seconds), 10, 30)


@pytest.mark.parametrize(
    ("seconds", "state"),
    [
        (-1801, None),
        (-1800, PRESENT),
        (0, PRESENT),
        (600, PRESENT),
        (601, LATE),
        (1800, LATE),
        (1801, ABSENT),
        (5399, ABSENT),
        (5400, None),
    ],
)
def test_arrivals_at_the_limits(seconds, state):
    assert arrival(seconds).state == state


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-3600, "还没到签到时间，08:30 开始签到。"),
        (0, "签到成功：到课。"),
        (60 * 12 + 30, "签到成功：迟到 12 分钟。"),
        (60 * 40, "已过上课时间 40 分钟，超过 30 分钟记为缺课；如有原因，请找班主任。"),
        (60 * 95, "这节课已经结束，不能再签到；如果您到了课，请找班主任补记。"),
    ],
)
def test_arrivals_in_words(seconds, words):
    assert arrival(seconds).words == words


def test_without_any_grace_a_second_is_a_minute_late():
    found = state_on_arrival(START, END, START + dt.timedelta(seconds=1), 0, 30)
    assert (found.state, found.words) == (LATE, "签到成功：迟到 1 分钟。")


def test_the_opening_may_be_set():
    at = START - dt.timedelta(minutes=45)
    assert state_on_arrival(START, END, at, 10, 30).state is None
    assert state_on_arrival(START, END, at, 10, 30, opens_before=60).state == PRESENT


@pytest.mark.parametrize(("late", "absent"), [(-1, 30), (31, 30)])
def test_limits_that_make_no_sense_are_refused(late, absent):
    with pytest.raises(ValueError, match="分钟数"):
        state_on_arrival(START, END, START, late, absent)


@given(st.integers(-1800, 5399), st.integers(-1800, 5399))
def test_coming_later_is_never_better(one, other):
    order = [PRESENT, LATE, ABSENT]
    first, second = sorted((one, other))
    assert order.index(arrival(first).state) <= order.index(arrival(second).state)


@pytest.mark.parametrize(
    ("state", "before_end", "after"),
    [
        (PRESENT, 601, EARLY),
        (PRESENT, 600, PRESENT),
        (PRESENT, -60, PRESENT),
        (LATE, 601, EARLY),
        (LATE, 0, LATE),
        (LEAVE, 601, LEAVE),
        (ABSENT, 601, ABSENT),
    ],
)
def test_leaving_early(state, before_end, after):
    assert state_on_leaving(state, END, END - dt.timedelta(seconds=before_end), 10) == after


def test_what_counts_as_attended():
    attended = [state for state in AttendanceState if does_attend(state)]
    assert attended == [PRESENT, LATE, EARLY]


def test_a_scan_too_early_spoils_nothing():
    too_early = arrival(-3600)
    assert too_early.state is None
    standing = settle(None, None)
    assert settle(standing, Mark(PRESENT, QR)) == Mark(PRESENT, QR)
    assert settle(Mark(PRESENT, QR), None) == Mark(PRESENT, QR)


@pytest.mark.parametrize("means", [QR, CODE])
def test_the_first_arrival_counts(means):
    assert settle(Mark(PRESENT, QR), Mark(LATE, means)) == Mark(PRESENT, QR)
    assert settle(Mark(LATE, QR), Mark(ABSENT, means)) == Mark(LATE, QR)


@pytest.mark.parametrize("means", RollMeans)
def test_who_comes_in_spite_of_leave_is_there(means):
    prefilled = settle(None, Mark(LEAVE))
    assert settle(prefilled, Mark(LATE, means)) == Mark(LATE, means)


@pytest.mark.parametrize("means", [*RollMeans, None])
def test_who_has_leave_is_never_absent_without_it(means):
    assert settle(Mark(LEAVE), Mark(ABSENT, means)) == Mark(LEAVE)


def test_the_roll_wins_over_a_scan_whichever_came_first():
    scan, roll = Mark(PRESENT, QR), Mark(ABSENT, ROLL)
    assert settle(settle(None, scan), roll) == roll
    assert settle(settle(None, roll), scan) == roll
    assert refusal_words(roll) == "点名已记为“缺课”，没有改动；如有出入，请找班主任。"


def test_a_helper_adds_whom_the_scan_missed_and_yields_to_the_roll():
    assert settle(Mark(ABSENT), Mark(PRESENT, HELPER)) == Mark(PRESENT, HELPER)
    assert settle(Mark(ABSENT, QR), Mark(LATE, HELPER)) == Mark(LATE, HELPER)
    assert settle(Mark(ABSENT, ROLL), Mark(LATE, HELPER)) == Mark(ABSENT, ROLL)


def test_the_roll_corrects_itself():
    assert settle(Mark(ABSENT, ROLL), Mark(LATE, ROLL)) == Mark(LATE, ROLL)


def test_leave_approved_afterwards_explains_an_absence_only():
    assert settle(Mark(ABSENT, ROLL), Mark(LEAVE)) == Mark(LEAVE)
    assert settle(Mark(ABSENT), Mark(LEAVE)) == Mark(LEAVE)
    for state in (PRESENT, LATE, EARLY):
        assert settle(Mark(state, QR), Mark(LEAVE)) == Mark(state, QR)


def test_what_nobody_said_is_told_without_a_source():
    assert refusal_words(Mark(LEAVE)) == "已记为“请假”，没有改动；如有出入，请找班主任。"


def test_the_table_knows_every_source_and_only_real_changes():
    assert set(REPLACES) == {*RollMeans, None}
    for changes in REPLACES.values():
        assert all(old not in new for old, new in changes.items())


@given(ANY_MARK, ANY_MARK)
def test_a_mark_repeated_changes_nothing(old, new):
    once = settle(old, new)
    assert settle(once, new) == once
    assert once in {old, new}


@given(ANY_MARK, st.sampled_from([QR, CODE]), st.sampled_from(AttendanceState))
def test_nobody_signs_over_what_was_seen(old, means, state):
    if old.means in {ROLL, HELPER}:
        assert not may_replace(old, Mark(state, means))


@given(st.lists(st.sampled_from([None, *AttendanceState]), min_size=1))
def test_the_rate_is_exact(states):
    rate = rate_of(states)
    came = sum(state in (PRESENT, LATE, EARLY) for state in states)
    assert (rate.attended, rate.expected) == (came, len(states))
    assert rate.share == Fraction(came, len(states))
    assert rate.words.endswith("到课率 100%") == (came == len(states))


def test_the_rate_in_words():
    states = [PRESENT] * 35 + [LATE] * 2 + [EARLY, LEAVE, ABSENT]
    assert rate_of(states).words == (
        "应到 40 人，实到 38 人（迟到 2 人、早退 1 人），请假 1 人，缺课 1 人，到课率 95%"
    )
    assert rate_of([PRESENT, None, None], "次").words == (
        "应到 3 次，实到 1 次，未签到 2 次，到课率 33.3%"
    )


def test_nobody_expected_has_no_rate():
    rate = rate_of([])
    assert (rate.share, rate.words) == (None, "应到 0 人，实到 0 人")


def test_a_percentage_is_rounded_down():
    assert percent_words(Fraction(9999, 10000)) == "99.9%"
    assert percent_words(Fraction(2, 3)) == "66.6%"
    assert percent_words(Fraction(0)) == "0%"
    assert percent_words(Fraction(1)) == "100%"
