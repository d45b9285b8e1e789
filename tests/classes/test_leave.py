"""Leave: its cost and its chain, decided, taken back, ended early."""

import datetime as dt
from decimal import Decimal
from uuid import uuid4

import pytest

from academy.classes.actions import (
    ask_leave,
    cancel_session,
    decide_leave,
    refresh_hours,
    return_early,
    withdraw_leave,
)
from academy.classes.enums import LeaveState, StaffDuty
from academy.classes.models import Attendance, ClassEvent, ClassStaff, Leave, TrainingClass
from academy.classes.queries.hours import beyond_limit, class_hours, gauge_of
from academy.classes.queries.leave import preview_leave, waiting_for
from academy.core import clock
from academy.core.errors import ActionError
from academy.notices.models import Notice
from academy.people.enums import Role
from tests.factories.classes import (
    MONDAY,
    at,
    make_class,
    make_head_teacher,
    make_planner,
    make_session,
    make_trainee,
)
from tests.factories.people import make_user
from tests.factories.rolls import hold, make_people, make_timed, mark, moment

pytestmark = pytest.mark.django_db
TIMES = ("08:00", "10:00", "13:30", "15:30")
SUNDAY = MONDAY - dt.timedelta(days=1)


@pytest.fixture
def week():
    """A class of 42 hours: 21 sessions of two hours, four a day, the last on Saturday."""
    found, planner = make_class(ends_on=MONDAY + dt.timedelta(days=5)), make_planner()
    for n in range(21):
        day = MONDAY + dt.timedelta(days=n // 4)
        make_timed(found, TIMES[n % 4], day, by=planner)
    refresh_hours(training_class=found)
    assert found.hours == 42
    return found


def ask(enrolment, start="08:00", end="12:00", day=MONDAY, last=None, **fields):
    values = {"kind": "personal", "reason": "家里有事", "by": enrolment.person} | fields
    with clock.at(at("12:00", SUNDAY)):
        return ask_leave(
            enrolment=enrolment, starts_at=at(start, day), ends_at=at(end, last or day), **values
        )


def decide(leave, by, agrees=True, when="13:00", **fields):
    with clock.at(at(when, SUNDAY)):
        return decide_leave(leave=leave, agrees=agrees, by=by, **fields)


def grant(leave, *people):
    for person in people:
        leave = decide(leave, person)
    assert leave.state == LeaveState.APPROVED
    return leave


# --- Hours ---
def test_hours_of_a_class_are_those_of_its_sessions_less_those_called_off():
    found, planner = make_class(), make_planner()
    one = make_timed(found)
    make_session(found, minutes=60)
    assert class_hours(found) == Decimal("3.33")
    cancel_session(session=one, reason="停电", by=planner)
    assert TrainingClass.objects.get(pk=found.pk).hours == Decimal("1.33")


# --- The limit ---
def test_in_42_hours_six_pass_and_half_an_hour_more_exceeds(week):
    [enrolment] = make_people(week, 1)
    six = preview_leave(enrolment, at("08:00"), at("15:00"))
    assert (six.hours, six.gauge.is_exceeded) == (6, False)
    assert six.gauge.words == ("已用 0 学时，这次 6 学时，共 6 学时；上限 6 学时（42 学时的 1/7）")
    more = preview_leave(enrolment, at("08:00"), at("15:40"))
    assert (more.hours, more.gauge.is_exceeded) == (Decimal("6.5"), True)
    assert more.gauge.words.endswith("已超过上限，按规定作退学处理")


def test_chain_grows_with_the_length_and_names_people(week):
    head, office = make_head_teacher(week), make_planner()
    leader = make_user(Role.LEADER)
    [enrolment] = make_people(week, 1)

    def roles(end, day=MONDAY):
        return [role.value for role in preview_leave(enrolment, at("08:00"), at(end, day)).steps]

    assert roles("12:00") == ["head_teacher"]
    assert roles("15:00") == ["head_teacher", "administrator"]
    # Eight hours are the administrators', but beyond the limit the whole chain decides.
    assert roles("17:00") == ["head_teacher", "administrator", "leader"]
    assert roles("17:00", MONDAY + dt.timedelta(days=1)) == roles("17:00")
    chain = preview_leave(enrolment, at("08:00"), at("17:00")).chain
    for person in (head, office, leader):
        assert person.name in chain


def test_pending_leave_counts_before_it_is_decided(week):
    make_user(Role.LEADER)
    make_head_teacher(week)
    [enrolment] = make_people(week, 1)
    ask(enrolment, "08:00", "12:00")
    tuesday = MONDAY + dt.timedelta(days=1)
    found = preview_leave(enrolment, at("08:00", tuesday), at("12:00", tuesday))
    assert found.gauge.is_exceeded
    assert len(found.steps) == 3
    assert gauge_of(enrolment).used == 4


# --- Asking ---
def test_asking_twice_with_one_key_is_asked_once_and_told_once(week):
    head, key = make_head_teacher(week), uuid4()
    [enrolment] = make_people(week, 1)
    first = ask(enrolment, key=key)
    assert ask(enrolment, key=key) == first
    assert Leave.objects.count() == 1
    told = Notice.objects.get(kind="classes.leave_asked")
    assert (told.person, told.url) == (head, "/classes/leaves/")
    assert "4 学时" in told.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"start": "12:00", "end": "08:00"}, "结束时间要晚于开始时间"),
        ({"start": "18:00", "end": "20:00"}, "这段时间没有课"),
        ({"reason": "  "}, "请写明事由"),
        ({"day": SUNDAY - dt.timedelta(days=7)}, "已经过去"),
        ({"start": "23:59", "day": SUNDAY, "last": MONDAY}, "开班期间内：2026-11-30 至 2026-12-05"),
        ({"day": dt.date(1, 1, 1), "last": MONDAY}, "请假要在开班期间内"),
        ({"end": "00:01", "last": MONDAY + dt.timedelta(days=6)}, "请假要在开班期间内"),
        ({"last": dt.date(9999, 12, 31)}, "请假要在开班期间内"),
    ],
)
def test_asking_for_what_makes_no_sense_is_refused_in_words(week, fields, words):
    [enrolment] = make_people(week, 1)
    with pytest.raises(ActionError, match=words):
        ask(enrolment, **fields)
    assert not Leave.objects.exists()


def test_leave_may_last_from_the_first_midnight_of_a_class_to_its_last(week):
    [enrolment] = make_people(week, 1)
    leave = ask(enrolment, "00:00", "00:00", last=MONDAY + dt.timedelta(days=6))
    assert leave.hours == 42


def test_reason_stands_in_no_line_of_what_happened(week):
    [enrolment] = make_people(week, 1)
    ask(enrolment, reason="住院手术")
    line = ClassEvent.objects.get(deed="leave_asked")
    assert (line.reason, "住院" in line.words) == ("", False)


def test_only_for_oneself_and_not_twice_for_one_time(week):
    one, two = make_people(week, 2)
    with pytest.raises(ActionError, match="在这个班名单上"):
        ask(one, by=two.person)
    ask(one)
    with pytest.raises(ActionError, match="您在这段时间已经请过假（11月30日 08:00至12:00）"):
        ask(one, "11:00", "15:00")
    ask(two)


# --- Deciding ---
def test_steps_decide_in_their_order_and_the_last_one_grants(week):
    head, office = make_head_teacher(week), make_planner()
    [enrolment] = make_people(week, 1)
    leave = ask(enrolment, "08:00", "15:00")
    assert [list(waiting_for(p)) for p in (head, office)] == [[leave], [leave]]
    leave = decide(leave, head, words="同意")
    assert leave.state == LeaveState.PENDING
    assert [list(waiting_for(p)) for p in (head, office)] == [[], [leave]]
    with pytest.raises(ActionError, match="现在不由您审批"):
        decide(leave, head)
    leave = decide(leave, office)
    enrolment.refresh_from_db()
    assert (leave.state, enrolment.leave_hours) == (LeaveState.APPROVED, 6)
    marks = Attendance.objects.filter(enrolment=enrolment)
    assert [(m.state, m.means) for m in marks] == [("leave", "")] * 3
    assert Notice.objects.get(kind="classes.leave_decided").title == "您的请假已批准"


def test_leader_decides_the_last_step_of_what_is_long(week):
    head, office, leader = make_head_teacher(week), make_planner(), make_user(Role.LEADER)
    [enrolment] = make_people(week, 1)
    leave = ask(enrolment, "08:00", "17:00")
    grant(leave, head, office, leader)
    assert list(beyond_limit(week)) == [enrolment]


def test_without_a_leader_the_offices_word_is_the_last(week):
    head, office = make_head_teacher(week), make_planner()
    [enrolment] = make_people(week, 1)
    leave = ask(enrolment, "08:00", "17:00")
    assert [step.role for step in leave.steps.all()] == ["head_teacher", "administrator"]
    grant(leave, head, office)
    leave.refresh_from_db()
    assert leave.state == "approved"


def test_beyond_the_limit_begins_after_exactly_a_seventh(week):
    head, office = make_head_teacher(week), make_planner()
    [enrolment] = make_people(week, 1)
    grant(ask(enrolment, "08:00", "15:00"), head, office)
    assert list(beyond_limit(week)) == []


def test_refusal_needs_words_and_ends_it(week):
    head = make_head_teacher(week)
    [enrolment] = make_people(week, 1)
    leave = ask(enrolment)
    with pytest.raises(ActionError, match="请写明原因"):
        decide(leave, head, agrees=False)
    leave = decide(leave, head, agrees=False, words="当天有结业考试")
    assert leave.state == LeaveState.REFUSED
    told = Notice.objects.get(kind="classes.leave_decided")
    assert "当天有结业考试" in told.text
    enrolment.refresh_from_db()
    assert enrolment.leave_hours == 0
    assert not Attendance.objects.exists()
    ask(enrolment)


def test_nobody_decides_their_own(week):
    office = make_planner()
    own = make_trainee(week, person=office)
    leave = ask(own)
    assert list(waiting_for(office)) == []
    with pytest.raises(ActionError, match="自己的假条也不能自己批"):
        decide(leave, office)
    other = make_planner()
    grant(leave, other)


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.HEAD_TEACHER, Role.LEADER, Role.INSTRUCTOR])
def test_others_do_not_decide(week, role):
    make_head_teacher(week)
    [enrolment] = make_people(week, 1)
    with pytest.raises(ActionError, match="现在不由您审批"):
        decide(ask(enrolment), make_user(role))


def test_helpers_do_not_decide(week):
    helper = make_user(Role.HEAD_TEACHER)
    ClassStaff.objects.create(training_class=week, person=helper, duty=StaffDuty.HELPER)
    [enrolment] = make_people(week, 1)
    leave = ask(enrolment)
    assert list(waiting_for(helper)) == []
    with pytest.raises(ActionError):
        decide(leave, helper)


def test_who_decides_on_an_older_state_is_told_who_was_first(week):
    first, second = make_head_teacher(week), make_head_teacher(week)
    [enrolment] = make_people(week, 1)
    leave = ask(enrolment)
    seen = leave.version
    decide(leave, first)
    with pytest.raises(ActionError, match=f"刚刚已由{first}处理"):
        decide(leave, second, agrees=False, words="不行", version=seen)
    assert Leave.objects.get().state == LeaveState.APPROVED


def test_strangers_are_not_told_who_was_first(week):
    first = make_head_teacher(week)
    [enrolment] = make_people(week, 1)
    leave = ask(enrolment)
    seen = leave.version
    decide(leave, first)
    for role in (Role.TRAINEE, Role.HEAD_TEACHER, Role.LEADER):
        with pytest.raises(ActionError, match="现在不由您审批"):
            decide(leave, make_user(role), version=seen)


# --- Back ---
def test_granted_leave_is_withdrawn_before_it_begins_and_leaves_no_trace_on_the_roll(week):
    head = make_head_teacher(week)
    [enrolment] = make_people(week, 1)
    leave = grant(ask(enrolment), head)
    with moment("07:00"):
        withdraw_leave(leave=leave, by=enrolment.person)
        withdraw_leave(leave=leave, by=enrolment.person)
    enrolment.refresh_from_db()
    assert (enrolment.leave_hours, Attendance.objects.count()) == (0, 0)
    leave = grant(ask(enrolment), head)
    with moment("08:00"), pytest.raises(ActionError, match="提前回来请用“销假”"):
        withdraw_leave(leave=leave, by=enrolment.person)


def test_early_return_gives_back_what_is_not_missed(week):
    head, office = make_head_teacher(week), make_planner()
    [enrolment] = make_people(week, 1)
    leave = grant(ask(enrolment, "08:00", "15:00"), head, office)
    with moment("11:45"):
        return_early(leave=leave, by=enrolment.person)
        return_early(leave=leave, by=enrolment.person)
    enrolment.refresh_from_db()
    leave.refresh_from_db()
    assert (leave.state, leave.hours, leave.returned_at) == ("returned", 4, at("11:45"))
    assert enrolment.leave_hours == 4
    starts = Attendance.objects.values_list("session__starts_at", flat=True)
    assert set(starts) == {at("08:00"), at("10:00")}


def test_return_is_not_for_strangers_nor_after_the_end(week):
    head = make_head_teacher(week)
    one, two = make_people(week, 2)
    leave = grant(ask(one), head)
    with moment("09:00"), pytest.raises(ActionError, match="只能处理自己的假条"):
        return_early(leave=leave, by=two.person)
    with moment("12:00"), pytest.raises(ActionError, match="假期已经结束"):
        return_early(leave=leave, by=one.person)
    with moment("07:59"), pytest.raises(ActionError, match="用“撤回”就行"):
        return_early(leave=leave, by=one.person)
    with moment("09:00"):
        assert return_early(leave=leave, by=head).state == LeaveState.RETURNED


# --- On the roll ---
def test_who_comes_all_the_same_is_there(week):
    head = make_head_teacher(week)
    [enrolment] = make_people(week, 1)
    grant(ask(enrolment), head)
    session = week.sessions.order_by("starts_at").first()
    mark(session, head, present=[enrolment])
    assert session.attendances.get().state == "present"


def test_closing_keeps_leave_apart_from_absence(week):
    head = make_head_teacher(week)
    away, gone = make_people(week, 2)
    grant(ask(away), head)
    session = week.sessions.order_by("starts_at").first()
    hold(session, head, [])
    found = dict(session.attendances.values_list("enrolment", "state"))
    assert found == {away.pk: "leave", gone.pk: "absent"}


def test_leave_granted_afterwards_explains_the_absence(week):
    head = make_head_teacher(week)
    [enrolment] = make_people(week, 1)
    leave = ask(enrolment)
    session = week.sessions.order_by("starts_at").first()
    hold(session, head, [])
    with moment("11:00"):
        decide_leave(leave=leave, agrees=True, by=head)
    assert session.attendances.get().state == "leave"
    enrolment.refresh_from_db()
    assert (enrolment.attended, enrolment.expected) == (0, 1)


def test_noted_leave_goes_when_the_session_has_moved_out_of_it(week):
    from academy.classes.actions import place_session

    head = make_head_teacher(week)
    [enrolment] = make_people(week, 1)
    grant(ask(enrolment), head)
    session = week.sessions.order_by("starts_at").first()
    place_session(session=session, starts_at=at("18:00"), room=None, teachers=[], by=make_planner())
    hold(session, head, [])
    assert session.attendances.get().state == "absent"
