"""The roll: marks, and whose stand."""

import pytest
from django.db import connection

from academy.classes.actions import mark_rest_present, mark_roll
from academy.classes.enums import AttendanceState, EnrolmentState, SessionState, StaffDuty
from academy.classes.models import Attendance, ClassEvent, ClassStaff
from academy.core.errors import ActionError
from academy.people.enums import Role
from tests.factories.classes import (
    make_class,
    make_head_teacher,
    make_planner,
    make_session,
    make_teacher,
    make_trainee,
)
from tests.factories.people import make_user
from tests.factories.rolls import make_people, make_timed, moment

pytestmark = pytest.mark.django_db
PRESENT, LATE, ABSENT = AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.ABSENT


def make_helper(training_class, duty=StaffDuty.HELPER):
    person = make_user(Role.HEAD_TEACHER)
    ClassStaff.objects.create(training_class=training_class, person=person, duty=duty)
    return person


def states(session):
    return dict(session.attendances.values_list("enrolment", "state"))


def test_teacher_head_teacher_and_administrator_call_the_roll():
    teacher, found = make_teacher(make_user(Role.INSTRUCTOR)), make_class()
    session = make_timed(found, teachers=[teacher])
    for by in (teacher.person, make_head_teacher(found), make_planner()):
        [enrolment] = make_people(found, 1)
        with moment("08:35"):
            assert mark_roll(session=session, marks={enrolment.pk: PRESENT}, by=by).written == 1
        row = Attendance.objects.get(enrolment=enrolment)
        assert (row.state, row.means, row.marked_by) == ("present", "roll", by)


@pytest.mark.parametrize("duty", [StaffDuty.HELPER, StaffDuty.FOLLOWER])
def test_helper_marks_but_never_against_the_teacher(duty):
    found = make_class()
    session, helper, head = make_timed(found), make_helper(found, duty), make_head_teacher(found)
    one, two = make_people(found, 2)
    with moment("08:35"):
        mark_roll(session=session, marks={one.pk: ABSENT}, by=head)
        marked = mark_roll(session=session, marks={one.pk: PRESENT, two.pk: LATE}, by=helper)
    assert states(session) == {one.pk: "absent", two.pk: "late"}
    assert marked.written == 1
    assert marked.kept == {one.pk: "点名已记为“缺课”，没有改动；如有出入，请找班主任。"}
    assert Attendance.objects.get(enrolment=two).means == "helper"


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.INSTRUCTOR, Role.LEADER, Role.HEAD_TEACHER])
def test_others_may_not_mark(role):
    session = make_timed()
    [enrolment] = make_people(session.training_class, 1)
    with moment("08:35"), pytest.raises(ActionError, match="点名由本课教师"):
        mark_roll(session=session, marks={enrolment.pk: PRESENT}, by=make_user(role))
    assert not Attendance.objects.exists()


def test_same_mark_twice_is_one_mark_and_one_line():
    session, planner = make_timed(), make_planner()
    [enrolment] = make_people(session.training_class, 1)
    with moment("08:35"):
        mark_roll(session=session, marks={enrolment.pk: PRESENT}, by=planner)
        again = mark_roll(session=session, marks={enrolment.pk: PRESENT}, by=planner)
    assert (again.written, again.kept) == (0, {})
    line = ClassEvent.objects.get(deed="marked")
    assert line.words == f"{session.title}：{enrolment.person} 到课"
    assert line.by == planner


def test_rest_is_present_in_one_step_and_leave_stays():
    session, planner = make_timed(), make_planner()
    one, two, three = make_people(session.training_class, 3)
    with moment("08:35"):
        mark_roll(session=session, marks={one.pk: ABSENT}, by=planner)
        assert mark_rest_present(session=session, by=planner).written == 2
        assert mark_rest_present(session=session, by=planner).written == 0
    assert states(session) == {one.pk: "absent", two.pk: "present", three.pk: "present"}


def test_rest_is_read_behind_the_lock_and_an_absence_noted_meanwhile_stays():
    session, planner = make_timed(), make_planner()
    one, two = make_people(session.training_class, 2)
    meanwhile = [{"state": ABSENT, "means": "roll", "marked_by": planner}]

    def note_before_the_lock(execute, sql, params, many, context):
        is_of_list = sql.startswith('SELECT "classes_enrolment"."id" ')
        if is_of_list and " IN (" in sql and "classes_attendance" not in sql and meanwhile:
            session.attendances.create(enrolment=one, **meanwhile.pop())
        return execute(sql, params, many, context)

    with moment("08:35"), connection.execute_wrapper(note_before_the_lock):
        assert mark_rest_present(session=session, by=planner).written == 1
    assert meanwhile == []
    assert states(session) == {one.pk: "absent", two.pk: "present"}


def test_roll_opens_half_an_hour_before_and_says_so():
    session, planner = make_timed(), make_planner()
    [enrolment] = make_people(session.training_class, 1)
    marks = {enrolment.pk: PRESENT}
    with moment("07:59"), pytest.raises(ActionError, match="还没到签到时间，08:00 开始签到"):
        mark_roll(session=session, marks=marks, by=planner)
    with moment("08:00"):
        assert mark_roll(session=session, marks=marks, by=planner).written == 1
    with moment("11:00"):
        assert mark_roll(session=session, marks={enrolment.pk: LATE}, by=planner).written == 1


def test_drafts_have_no_roll():
    session = make_session(state=SessionState.DRAFT)
    [enrolment] = make_people(session.training_class, 1)
    with pytest.raises(ActionError, match="还没有排定时间"):
        mark_roll(session=session, marks={enrolment.pk: PRESENT}, by=make_planner())


def test_strangers_and_those_who_left_are_on_no_roll():
    session, planner = make_timed(), make_planner()
    stranger = make_trainee(make_class())
    left = make_trainee(session.training_class, EnrolmentState.WITHDRAWN)
    for enrolment in (stranger, left):
        with moment("08:35"), pytest.raises(ActionError, match="名单上没有这个人"):
            mark_roll(session=session, marks={enrolment.pk: PRESENT}, by=planner)


@pytest.mark.parametrize("n", [1, 3])
def test_marking_costs_the_same_for_one_and_for_three(n, django_assert_num_queries):
    session, planner = make_timed(), make_planner()
    marks = {each.pk: PRESENT for each in make_people(session.training_class, n)}
    with moment("08:35"), django_assert_num_queries(12):
        mark_roll(session=session, marks=marks, by=planner)
