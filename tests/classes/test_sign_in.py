"""Signing in oneself: by the code of the hall screen or its digits."""

import datetime as dt

import pytest
from django.conf import settings

from academy.classes.actions import (
    close_session,
    mark_roll,
    scan_ticket,
    sign_in,
    sign_in_by_code,
    sign_in_by_ticket,
)
from academy.classes.enums import AttendanceState, RollMeans
from academy.classes.models import Attendance
from academy.classes.rules import roll_codes
from academy.core import clock
from academy.core.errors import ActionError
from tests.factories.classes import at, make_class, make_planner, make_trainee
from tests.factories.rolls import close, make_people, make_timed, moment

pytestmark = pytest.mark.django_db
SECRET = settings.SECRET_KEY


def scanned(session, when):
    return f"{session.pk}.{roll_codes.token_for(session.pk, when, SECRET)}"


def by_scan(session, person, time, **fields):
    with moment(time):
        ticket = scan_ticket(token=scanned(session, at(time)))
        return sign_in_by_ticket(ticket=ticket, person=person, **fields)


def test_scan_in_time_is_present_and_later_is_late():
    session = make_timed()
    one, two = make_people(session.training_class, 2)
    assert by_scan(session, one.person, "08:20").words == "签到成功：到课。"
    assert by_scan(session, two.person, "08:43").words == "签到成功：迟到 13 分钟。"
    found = session.attendances.values_list("enrolment", "state", "means").order_by("enrolment")
    assert list(found) == [(one.pk, "present", "qr"), (two.pk, "late", "qr")]


def test_late_is_late_until_the_end():
    session = make_timed()
    [one] = make_people(session.training_class, 1)
    assert by_scan(session, one.person, "09:59").attendance.state == "late"


def test_scan_counts_at_its_own_time_however_slow_the_login():
    session = make_timed()
    [one] = make_people(session.training_class, 1)
    with moment("08:34"):
        ticket = scan_ticket(token=scanned(session, at("08:34")))
    with moment("08:38"):
        assert sign_in_by_ticket(ticket=ticket, person=one.person).attendance.state == "present"
    with moment("08:40"), pytest.raises(ActionError, match="超过 5 分钟"):
        sign_in_by_ticket(ticket=ticket, person=one.person)


def test_too_early_says_when_and_spoils_nothing():
    session = make_timed()
    [one] = make_people(session.training_class, 1)
    early = by_scan(session, one.person, "07:30")
    assert (early.attendance, early.words) == (None, "还没到签到时间，08:00 开始签到。")
    assert by_scan(session, one.person, "08:10").attendance.state == "present"


def test_after_the_end_and_after_closing_nothing_is_written():
    session, planner = make_timed(), make_planner()
    [one] = make_people(session.training_class, 1)
    late = by_scan(session, one.person, "10:00")
    assert late.attendance is None
    assert "已经结束" in late.words
    with clock.at(at("09:30")):
        close_session(session=session, by=planner)
    with pytest.raises(ActionError, match="点名已经结束；如果您到了课"):
        by_scan(session, one.person, "09:40")


def test_twice_is_once_and_says_what_stands():
    session = make_timed()
    [one] = make_people(session.training_class, 1)
    by_scan(session, one.person, "08:20")
    again = by_scan(session, one.person, "08:50")
    assert again.words == "08:20 已记为“到课”，不用再签。"
    assert Attendance.objects.get().marked_at == at("08:20")


def test_scan_never_overrules_the_teacher():
    session, planner = make_timed(), make_planner()
    [one] = make_people(session.training_class, 1)
    with moment("08:35"):
        mark_roll(session=session, marks={one.pk: AttendanceState.ABSENT}, by=planner)
    assert by_scan(session, one.person, "08:40").attendance.state == "absent"


@pytest.mark.parametrize(
    "token", ["", "x", "1", "1.", "1.abc", "٣.abc", "9" * 30 + ".a", "-1.abc", "1.\ud800"]
)
def test_what_no_screen_ever_showed_is_refused(token):
    with pytest.raises(ActionError, match="已经过期"):
        scan_ticket(token=token)


def test_code_of_one_session_opens_no_other():
    one, other = make_timed(), make_timed()
    token = scanned(one, at("08:20")).partition(".")[2]
    with moment("08:20"), pytest.raises(ActionError):
        scan_ticket(token=f"{other.pk}.{token}")
    padded = f"{one.pk:018}99.{token}"
    with moment("08:20"), pytest.raises(ActionError):
        scan_ticket(token=padded)


def test_old_code_is_refused_after_three_steps():
    session = make_timed()
    token = scanned(session, at("08:20"))
    with clock.at(at("08:20") + dt.timedelta(seconds=44)):
        assert scan_ticket(token=token)
    with clock.at(at("08:20") + dt.timedelta(seconds=45)), pytest.raises(ActionError):
        scan_ticket(token=token)


def test_those_who_are_not_on_the_list_are_told_whom_to_ask():
    session = make_timed()
    stranger = make_trainee(make_class())
    with pytest.raises(ActionError, match="不在这个培训班的名单上"):
        by_scan(session, stranger.person, "08:20")


# --- Digits ---
def test_digits_find_the_session_that_shows_them():
    found = make_class()
    first, second = make_timed(found), make_timed(found, "10:10")
    [one] = make_people(found, 1)
    with moment("09:50"):
        code = roll_codes.code_for(second.pk, at("09:50"), SECRET)
        done = sign_in_by_code(code=code, person=one.person)
    assert (done.session.pk, done.attendance.means) == (second.pk, "code")
    assert not first.attendances.exists()


def test_ten_wrong_digits_and_one_waits_even_with_the_right_ones():
    session = make_timed()
    one, two = make_people(session.training_class, 2)
    code = roll_codes.code_for(session.pk, at("08:20"), SECRET)
    wrong = "000000" if code != "000000" else "111111"
    with moment("08:20"):
        for _ in range(10):
            with pytest.raises(ActionError, match="数字码不对"):
                sign_in_by_code(code=wrong, person=one.person)
        with pytest.raises(ActionError, match="请过 5 分钟再试"):
            sign_in_by_code(code=code, person=one.person)
        assert sign_in_by_code(code=code, person=two.person).attendance
    with moment("08:25"):
        fresh = roll_codes.code_for(session.pk, at("08:25"), SECRET)
        assert sign_in_by_code(code=fresh, person=one.person).attendance


# --- One device for two ---
def test_device_that_signs_two_in_is_flagged_and_nobody_is_turned_away():
    session, other = make_timed(), make_timed(time="14:00")
    one, two, three = make_people(session.training_class, 3)
    by_scan(session, one.person, "08:20", device="phone-a")
    by_scan(session, one.person, "08:21", device="phone-a")
    assert Attendance.objects.get().note == ""
    by_scan(session, two.person, "08:22", device="phone-a")
    by_scan(session, three.person, "08:23", device="phone-b")
    notes = dict(session.attendances.values_list("enrolment", "note"))
    assert notes == {one.pk: "同一部手机为多人签到，请核实", two.pk: notes[one.pk], three.pk: ""}
    [four] = make_people(other.training_class, 1)
    assert by_scan(other, four.person, "14:00", device="phone-a").attendance.note == ""


@pytest.mark.parametrize("n", [1, 3])
def test_signing_in_costs_the_same_whoever_else_is_there(n, django_assert_num_queries):
    session = make_timed()
    people = make_people(session.training_class, n + 1)
    for each in people[1:]:
        by_scan(session, each.person, "08:20")
    with moment("08:21"), django_assert_num_queries(13):
        sign_in(session=session, person=people[0].person, means=RollMeans.QR, at=at("08:21"))


def test_roll_closed_meanwhile_takes_no_scan():
    session, planner = make_timed(), make_planner()
    [one] = make_people(session.training_class, 1)
    close(session, planner)
    with moment("08:35"), pytest.raises(ActionError, match="点名已经结束"):
        sign_in(session=session, person=one.person, means=RollMeans.QR, at=at("08:35"))
