"""The end of a session: who was there, what it earns, and what is put right."""

from decimal import Decimal

import pytest

from academy.classes.actions import (
    OvertakenError,
    close_session,
    correct_attendance,
    mark_roll,
)
from academy.classes.actions.session_close import add_by_hand
from academy.classes.enums import AttendanceState, SessionState
from academy.classes.models import Attendance, ClassEvent, EvaluationTurn
from academy.classes.signals import session_closed
from academy.core.errors import ActionError
from academy.learning.auditors import find_differences
from academy.learning.models import CreditEntry
from academy.notices.models import Notice
from academy.people.enums import Role
from courses.models import SelfStudySession
from tests.factories.classes import (
    at,
    make_class,
    make_head_teacher,
    make_planner,
    make_teacher,
    make_trainee,
)
from tests.factories.courses import make_course
from tests.factories.people import make_user
from tests.factories.rolls import close, hold, make_people, make_timed, mark, moment

pytestmark = pytest.mark.django_db
PRESENT, ABSENT, LEAVE = AttendanceState.PRESENT, AttendanceState.ABSENT, AttendanceState.LEAVE


def hours(person):
    return sum((e.hours for e in CreditEntry.objects.filter(user=person)), Decimal(0))


def clean():
    return [str(found) for found in find_differences()]


def test_closing_fills_in_counts_and_credits():
    session = make_timed()
    head = make_head_teacher(session.training_class)
    came, late, gone = make_people(session.training_class, 3)
    mark(session, head, present=[came], late=[late])
    close(session, head)
    session.refresh_from_db()
    assert session.state == SessionState.COMPLETED
    row = Attendance.objects.get(enrolment=gone)
    assert (row.state, row.means, row.marked_by) == ("absent", "", None)
    for enrolment, attended in ((came, 1), (late, 1), (gone, 0)):
        enrolment.refresh_from_db()
        assert (enrolment.attended, enrolment.expected) == (attended, 1)
        assert hours(enrolment.person) == 2 * attended
    line = CreditEntry.objects.get(user=came.person)
    assert (line.evidence, line.kind, line.earned_on) == (
        f"session:{session.pk}",
        "classroom",
        at("08:30").date(),
    )
    assert ClassEvent.objects.get(deed="closed").words == (
        "第1讲：点名完成，应到 3 人，实到 2 人（迟到 1 人），缺课 1 人，到课率 66.6%"
    )
    assert clean() == []


def test_closing_twice_credits_once_and_tells_the_news_again(django_capture_on_commit_callbacks):
    session = make_timed()
    head, news = make_head_teacher(session.training_class), []
    people = make_people(session.training_class, 2)
    mark(session, head, present=people)

    def hear(**kwargs):
        news.append((kwargs["session_id"], kwargs["training_class_id"]))

    session_closed.connect(hear)
    try:
        for _ in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                close(session, head)
    finally:
        session_closed.disconnect(hear)
    assert news == [(session.pk, session.training_class_id)] * 2
    assert CreditEntry.objects.count() == 2
    assert ClassEvent.objects.filter(deed="closed").count() == 1
    assert Notice.objects.filter(kind="classes.evaluation_due").count() == 2


def test_roll_is_not_closed_before_the_session_begins_nor_after_a_change():
    session, planner = make_timed(), make_planner()
    with moment("08:29"), pytest.raises(ActionError, match="还没开始"):
        close_session(session=session, by=planner)
    with moment("08:30"), pytest.raises(OvertakenError):
        close_session(session=session, by=planner, version=session.version - 1)
    with moment("08:30"):
        close_session(session=session, by=planner, version=session.version)


def test_helpers_do_not_close_and_a_closed_roll_takes_no_marks():
    session, planner = make_timed(), make_planner()
    [enrolment] = make_people(session.training_class, 1)
    with moment("09:00"), pytest.raises(ActionError, match="点名由本课教师"):
        close_session(session=session, by=make_user(Role.HEAD_TEACHER))
    close(session, planner)
    with moment("10:00"), pytest.raises(ActionError, match="点名已经结束"):
        mark_roll(session=session, marks={enrolment.pk: PRESENT}, by=planner)


def test_session_of_self_study_online_earns_nothing_by_sitting_there():
    session, planner = make_timed(), make_planner()
    online = SelfStudySession.objects.create(
        training_class=session.training_class,
        title="自学",
        seq=9,
        course=make_course(),
        starts_at=at("14:00"),
        ends_at=at("15:30"),
        state=SessionState.CONFIRMED,
    )
    [enrolment] = make_people(session.training_class, 1)
    hold(online, planner, [enrolment])
    assert not CreditEntry.objects.exists()
    assert clean() == []


def test_teaching_counts_for_the_teachers_who_have_an_account():
    teacher = make_teacher(make_user(Role.INSTRUCTOR))
    session = make_timed(teachers=[teacher, make_teacher()])
    close(session, teacher.person)
    line = CreditEntry.objects.get()
    assert (line.user, line.kind, line.hours) == (teacher.person, "teaching", 2)
    assert line.evidence == f"taught:{session.pk}"
    assert clean() == []


def test_day_has_its_limit_and_the_audit_knows_it():
    found, planner = make_class(), make_planner()
    [enrolment] = make_people(found, 1)
    for time in ("07:00", "08:30", "10:00", "13:00", "14:30"):
        hold(make_timed(found, time), planner, [enrolment])
    assert hours(enrolment.person) == 8
    assert clean() == []


# --- Put right ---
def test_correction_takes_hours_back_and_gives_them_again():
    session = make_timed()
    head = make_head_teacher(session.training_class)
    [enrolment] = make_people(session.training_class, 1)
    hold(session, head, [enrolment])
    row = Attendance.objects.get()
    correct_attendance(attendance=row, state=ABSENT, reason="替人签到", by=head)
    enrolment.refresh_from_db()
    assert (hours(enrolment.person), enrolment.attended, enrolment.expected) == (0, 0, 1)
    assert not EvaluationTurn.objects.exists()
    assert clean() == []
    correct_attendance(attendance=row, state=AttendanceState.LATE, reason="查监控", by=head)
    enrolment.refresh_from_db()
    assert (hours(enrolment.person), enrolment.attended) == (2, 1)
    assert EvaluationTurn.objects.count() == 1
    assert clean() == []
    lines = ClassEvent.objects.filter(deed="corrected").order_by("pk")
    assert [(line.from_state, line.to_state, line.reason) for line in lines] == [
        ("present", "absent", "替人签到"),
        ("absent", "late", "查监控"),
    ]


def test_correction_makes_room_for_what_the_days_limit_had_left_out():
    found, planner = make_class(), make_planner()
    [enrolment] = make_people(found, 1)
    for time in ("07:00", "08:30", "10:00", "13:00", "14:30"):
        hold(make_timed(found, time), planner, [enrolment])
    first = Attendance.objects.earliest("session__starts_at")
    correct_attendance(attendance=first, state=ABSENT, reason="替签", by=planner)
    assert hours(enrolment.person) == 8
    assert clean() == []


def test_correction_wants_a_keeper_a_reason_and_a_closed_roll():
    teacher = make_teacher(make_user(Role.INSTRUCTOR))
    session = make_timed(teachers=[teacher])
    head = make_head_teacher(session.training_class)
    [enrolment] = make_people(session.training_class, 1)
    mark(session, head, present=[enrolment])
    row = Attendance.objects.get()
    with pytest.raises(ActionError, match="点名还没有完成"):
        correct_attendance(attendance=row, state=ABSENT, reason="x", by=head)
    close(session, head)
    with pytest.raises(ActionError, match="更正由班主任或教务"):
        correct_attendance(attendance=row, state=ABSENT, reason="x", by=teacher.person)
    with pytest.raises(ActionError, match="请写明更正的原因"):
        correct_attendance(attendance=row, state=ABSENT, reason=" ", by=head)
    correct_attendance(attendance=row, state=PRESENT, reason="没变", by=head)
    assert not ClassEvent.objects.filter(deed="corrected").exists()


def test_who_came_to_the_class_later_is_added_by_hand():
    session = make_timed()
    head = make_head_teacher(session.training_class)
    close(session, head)
    late = make_trainee(session.training_class)
    add_by_hand(session=session, enrolment=late, state=PRESENT, reason="当天补报到", by=head)
    late.refresh_from_db()
    assert (late.attended, late.expected, hours(late.person)) == (1, 1, 2)
    with pytest.raises(ActionError, match="不在这个班"):
        add_by_hand(
            session=session,
            enrolment=make_trainee(make_class()),
            state=PRESENT,
            reason="x",
            by=head,
        )


# --- The audit ---
def test_audit_names_a_line_without_attendance_and_an_attendance_without_line():
    session, planner = make_timed(), make_planner()
    one, two = make_people(session.training_class, 2)
    hold(session, planner, [one])
    Attendance.objects.filter(enrolment=one).update(state=ABSENT)
    Attendance.objects.filter(enrolment=two).update(state=PRESENT)
    found = clean()
    assert len(found) == 2
    assert any("考勤里没有到课记录" in each and one.person.name in each for each in found)
    assert any("台账没有这笔学时" in each and two.person.name in each for each in found)


@pytest.mark.parametrize("n", [1, 3])
def test_closing_costs_the_same_for_one_and_for_three(n, django_assert_num_queries):
    session, planner = make_timed(), make_planner()
    make_people(session.training_class, 1)
    mark(session, planner, present=make_people(session.training_class, n))
    with moment("10:00"), django_assert_num_queries(39):
        close_session(session=session, by=planner)
