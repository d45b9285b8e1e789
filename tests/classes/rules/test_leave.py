"""Leave against the limit, by whom it is decided, what an early return gives back."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from academy.classes.rules.leave import (
    USUAL_RULE,
    LeaveRule,
    Rung,
    chain_words,
    check_rule,
    gauge_leave,
    hours_given_back,
    hours_missed,
    may_decide,
    next_step,
    steps_for,
)
from academy.people.enums import Role

DAY = dt.datetime(2026, 5, 11, 1, tzinfo=dt.UTC)
HOURS = st.decimals(0, 500, places=2)
HEAD, OFFICE, LEADER = Role.HEAD_TEACHER, Role.ADMINISTRATOR, Role.LEADER


def gauge(total, used, asked):
    return gauge_leave(Decimal(total), Decimal(used), Decimal(asked))


def at(minutes):
    return DAY + dt.timedelta(minutes=minutes)


# 09:00–10:30, 10:45–12:15 and 14:00–17:00 in Shanghai.
SESSIONS = [
    (at(0), at(90), Decimal(2)),
    (at(105), at(195), Decimal(2)),
    (at(300), at(480), Decimal(4)),
]


def test_in_a_class_of_42_hours_six_hours_pass_and_half_an_hour_more_does_not():
    assert gauge(42, 0, 6).is_exceeded is False
    assert gauge(42, 0, "6.5").is_exceeded is True
    assert gauge(42, 6, "0.5").is_exceeded is True


def test_words_before_sending():
    words = "已用 3 学时，这次 2.5 学时，共 5.5 学时；上限 6 学时（42 学时的 1/7）"
    assert gauge(42, 3, "2.5").words == words


def test_words_beyond_the_limit():
    assert gauge(42, 3, 4).words == (
        "已用 3 学时，这次 4 学时，共 7 学时；"
        "上限 6 学时（42 学时的 1/7）；已超过上限，按规定作退学处理"
    )


def test_a_limit_that_is_no_decimal_is_compared_exactly_and_told_rounded_down():
    # 40 / 7 is 5.7142857…
    told = gauge(40, 0, "5.71")
    assert (told.limit, told.is_exceeded) == (Fraction(40, 7), False)
    assert told.words.endswith("上限 5.71 学时（40 学时的 1/7）")
    assert gauge(40, 0, "5.72").is_exceeded is True
    # 20 / 7 is 2.8571428…
    assert gauge(20, 0, 0).words.endswith("上限 2.85 学时（20 学时的 1/7）")


def test_another_share_is_another_limit():
    told = gauge_leave(Decimal(40), Decimal(0), Decimal(8), Fraction(1, 5))
    assert (told.limit, told.share, told.is_exceeded) == (8, Fraction(1, 5), False)
    assert told.words.endswith("上限 8 学时（40 学时的 1/5）")


def test_a_class_without_hours_has_no_limit_yet():
    told = gauge(0, 0, 2)
    assert (told.share, told.is_exceeded) == (0, False)
    assert told.words.endswith("培训班还没有排定学时，上限排课后才知道")


@pytest.mark.parametrize("wrong", [(-1, 0, 0), (42, -1, 0), (42, 0, "-0.5")])
def test_negative_hours_are_refused(wrong):
    with pytest.raises(ValueError, match="学时不能为负数"):
        gauge(*wrong)


@given(HOURS, HOURS, HOURS)
def test_the_limit_is_exact(total, used, asked):
    assume(total > 0)
    told = gauge_leave(total, used, asked)
    # Seven times what is taken, against the whole: no division at all.
    assert told.is_exceeded == (7 * (used + asked) > total)
    assert told.is_exceeded == (told.share > Fraction(1, 7))


@given(HOURS, HOURS, HOURS, HOURS)
def test_more_leave_is_never_milder(total, used, asked, more):
    if gauge_leave(total, used, asked).is_exceeded:
        assert gauge_leave(total, used, asked + more).is_exceeded


@given(HOURS)
def test_the_limit_that_is_told_passes(total):
    cents = total * 100 // 7
    assert gauge_leave(total, Decimal(0), cents / 100).is_exceeded is False


@pytest.mark.parametrize(
    ("begins", "ends", "hours"),
    [
        (0, 480, "8"),
        (-600, 2000, "8"),
        (0, 90, "2"),
        (80, 90, "0.5"),
        (80, 106, "1.0"),
        (90, 105, "0"),
        (45, 90, "1.0"),
        (44, 90, "1.5"),
        (195, 300, "0"),
        (480, 600, "0"),
        (300, 390, "2.0"),
        (100, 50, "0"),
    ],
)
def test_hours_missed(begins, ends, hours):
    assert hours_missed(at(begins), at(ends), SESSIONS) == Decimal(hours)


def test_a_session_never_costs_more_than_it_has():
    assert hours_missed(at(0), at(60), [(at(0), at(60), Decimal("1.33"))]) == Decimal("1.33")
    assert hours_missed(at(0), at(1), [(at(0), at(15), Decimal("0.25"))]) == Decimal("0.25")


@given(st.integers(-60, 600), st.integers(0, 600), st.integers(0, 600))
def test_longer_leave_never_misses_less(begins, length, more):
    short = hours_missed(at(begins), at(begins + length), SESSIONS)
    long = hours_missed(at(begins), at(begins + length + more), SESSIONS)
    assert 0 <= short <= long <= 8


@pytest.mark.parametrize(
    ("returned", "hours"),
    [
        (0, "8"),
        (-30, "8"),
        (100, "6"),
        (250, "4"),
        (390, "2.0"),
        (391, "1.5"),
        (480, "0"),
        (999, "0"),
    ],
)
def test_an_early_return_gives_back_what_comes_after_it(returned, hours):
    assert hours_given_back(at(0), at(480), at(returned), SESSIONS) == Decimal(hours)


@given(st.integers(-60, 600), st.integers(0, 600), st.integers(-100, 1300))
def test_what_is_given_back_and_what_was_missed_make_the_whole(begins, length, returned):
    start, end = at(begins), at(begins + length)
    back = hours_given_back(start, end, at(returned), SESSIONS)
    missed = hours_missed(start, min(max(at(returned), start), end), SESSIONS)
    assert back >= 0
    assert back + missed == hours_missed(start, end, SESSIONS)


@pytest.mark.parametrize(
    ("hours", "steps"),
    [
        ("0", (HEAD,)),
        ("4", (HEAD,)),
        ("4.5", (HEAD, OFFICE)),
        ("8", (HEAD, OFFICE)),
        ("8.01", (HEAD, OFFICE, LEADER)),
        ("400", (HEAD, OFFICE, LEADER)),
    ],
)
def test_the_longer_the_leave_the_longer_the_chain(hours, steps):
    assert steps_for(USUAL_RULE, Decimal(hours)) == steps


def test_beyond_the_limit_everybody_decides():
    assert steps_for(USUAL_RULE, Decimal(1), is_exceeded=True) == (HEAD, OFFICE, LEADER)


def test_steps_are_taken_in_order():
    steps = steps_for(USUAL_RULE, Decimal(8))
    assert [next_step(steps, agreed) for agreed in range(3)] == [HEAD, OFFICE, None]
    assert chain_words(steps) == "班主任 → 教务"


def test_who_decides_a_step():
    assert may_decide({HEAD, Role.INSTRUCTOR}, HEAD)
    assert not may_decide({LEADER}, HEAD)
    assert not may_decide({HEAD}, HEAD, is_own=True)
    assert not may_decide({HEAD}, None)
    assert not may_decide(set(), HEAD)


def test_the_usual_rule_is_a_rule():
    check_rule(USUAL_RULE)
    assert USUAL_RULE.limit == Fraction(1, 7)


FOUR, EIGHT, REST = (
    Rung(Decimal(4), (HEAD,)),
    Rung(Decimal(8), (HEAD, OFFICE)),
    Rung(None, (LEADER,)),
)


@pytest.mark.parametrize(
    ("limit", "chain", "words"),
    [
        (Fraction(0), (REST,), "请假上限"),
        (Fraction(8, 7), (REST,), "请假上限"),
        (Fraction(1, 7), (), "最后一档"),
        (Fraction(1, 7), (FOUR, EIGHT), "最后一档"),
        (Fraction(1, 7), (EIGHT, FOUR, REST), "从小到大"),
        (Fraction(1, 7), (FOUR, FOUR, REST), "从小到大"),
        (Fraction(1, 7), (REST, FOUR, REST), "从小到大"),
        (Fraction(1, 7), (Rung(Decimal(0), (HEAD,)), REST), "从小到大"),
        (Fraction(1, 7), (Rung(None, ()),), "由谁审批"),
        (Fraction(1, 7), (Rung(None, (HEAD, HEAD)),), "由谁审批"),
    ],
)
def test_rules_that_leave_something_open_are_refused(limit, chain, words):
    with pytest.raises(ValueError, match=words):
        check_rule(LeaveRule(limit, chain))
