"""Courses held in classes: completed and credited by attendance at all their sessions."""

import datetime as dt
from decimal import Decimal

import pytest

from academy.classes.actions import cancel_session, correct_attendance
from academy.classes.enums import AttendanceState
from academy.classes.models import Attendance
from academy.learning.auditors import find_differences
from academy.learning.models import CreditEntry
from academy.people.enums import Role
from courses.actions import settle_lectures
from courses.enums import CourseForm
from courses.models import CourseEnrolment
from tests.factories.classes import (
    MONDAY,
    make_class,
    make_head_teacher,
    make_planner,
    make_trainee,
)
from tests.factories.courses import make_course
from tests.factories.people import make_user
from tests.factories.rolls import close, hold, make_people, make_timed, mark

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + dt.timedelta(days=1)


@pytest.fixture
def course():
    return make_course(form=CourseForm.OFFLINE, title="议事协商")


def make_series(course, days=(MONDAY, TUESDAY)):
    found = make_class()
    sessions = [make_timed(found, "08:30", day, course=course) for day in days]
    return found, sessions, make_head_teacher(found)


def held(session, head, present, commit):
    with commit(execute=True):
        hold(session, head, present)


def lines(person):
    return [
        (line.evidence, line.hours, line.earned_on)
        for line in CreditEntry.objects.standing().filter(user=person).order_by("pk")
    ]


def clean():
    return [str(found) for found in find_differences()] == []


def test_all_sessions_attended_complete_the_course_and_credit_it_once(
    course, django_capture_on_commit_callbacks
):
    found, [first, second], head = make_series(course)
    both, half = make_people(found, 2)
    held(first, head, [both, half], django_capture_on_commit_callbacks)
    assert not CreditEntry.objects.exists()
    assert not CourseEnrolment.objects.exists()
    held(second, head, [both], django_capture_on_commit_callbacks)
    enrolment = CourseEnrolment.objects.get()
    assert (enrolment.user, enrolment.percentage) == (both.person, 100)
    assert enrolment.completed_at
    assert lines(both.person) == [
        (f"course:{course.pk}", 2, MONDAY),
        (f"course:{course.pk}:2", 2, TUESDAY),
    ]
    assert lines(half.person) == []
    assert settle_lectures(session_id=second.pk) == 1
    assert CreditEntry.objects.count() == 2
    assert clean()


def test_long_course_keeps_its_hours_though_a_day_has_a_limit(
    course, django_capture_on_commit_callbacks
):
    found = make_class()
    head = make_head_teacher(found)
    [one] = make_people(found, 1)
    sessions = [
        make_timed(found, time, day, course=course)
        for day in (MONDAY, TUESDAY)
        for time in ("08:00", "10:00", "13:30")
    ]
    for session in sessions:
        held(session, head, [one], django_capture_on_commit_callbacks)
    assert sum(hours for _, hours, _ in lines(one.person)) == Decimal(12)


def test_another_class_with_the_same_course_credits_nothing_again(
    course, django_capture_on_commit_callbacks
):
    found, [only], head = make_series(course, (MONDAY,))
    [one] = make_people(found, 1)
    held(only, head, [one], django_capture_on_commit_callbacks)
    other, sessions, other_head = make_series(course)
    again = make_trainee(other, person=one.person)
    for session in sessions:
        held(session, other_head, [again], django_capture_on_commit_callbacks)
    assert lines(one.person) == [(f"course:{course.pk}", 2, MONDAY)]
    assert CourseEnrolment.objects.count() == 1


def test_session_called_off_does_not_stand_in_the_way(course, django_capture_on_commit_callbacks):
    found, [first, second], head = make_series(course)
    [one] = make_people(found, 1)
    cancel_session(session=first, reason="停电", by=make_planner())
    held(second, head, [one], django_capture_on_commit_callbacks)
    assert lines(one.person) == [(f"course:{course.pk}", 2, TUESDAY)]


def test_online_course_with_a_lecture_is_credited_but_not_completed_by_it(
    django_capture_on_commit_callbacks,
):
    course = make_course(lessons=1, form=CourseForm.BLENDED)
    found, [only], head = make_series(course, (MONDAY,))
    [one] = make_people(found, 1)
    held(only, head, [one], django_capture_on_commit_callbacks)
    assert lines(one.person) == [(f"course:{course.pk}", 2, MONDAY)]
    assert not CourseEnrolment.objects.exists()


def test_correction_takes_the_course_back_and_gives_it_again(
    course, django_capture_on_commit_callbacks
):
    found, [first, second], head = make_series(course)
    [one] = make_people(found, 1)
    held(first, head, [one], django_capture_on_commit_callbacks)
    held(second, head, [one], django_capture_on_commit_callbacks)
    row = Attendance.objects.get(session=first)
    with django_capture_on_commit_callbacks(execute=True):
        correct_attendance(attendance=row, state=AttendanceState.ABSENT, reason="替签", by=head)
    assert lines(one.person) == []
    enrolment = CourseEnrolment.objects.get()
    assert (enrolment.percentage, enrolment.completed_at) == (0, None)
    reversal = CreditEntry.objects.exclude(reverses=None).first()
    assert (reversal.reason, reversal.entered_by) == ("替签", head)
    with django_capture_on_commit_callbacks(execute=True):
        correct_attendance(attendance=row, state=AttendanceState.LATE, reason="看错了", by=head)
    assert sum(hours for _, hours, _ in lines(one.person)) == 4
    enrolment.refresh_from_db()
    assert (enrolment.percentage, bool(enrolment.completed_at)) == (100, True)
    assert clean()


@pytest.mark.parametrize("n", [1, 3])
def test_settling_costs_the_same_for_one_and_for_three(n, course, django_assert_num_queries):
    found, [only], head = make_series(course, (MONDAY,))
    people = make_people(found, n)
    mark(only, head, present=people)
    close(only, head)
    with django_assert_num_queries(22):
        settle_lectures(session_id=only.pk)


# --- The page of the course ---
def shown(client, person, course):
    client.force_login(person)
    return client.get(course.url).content.decode()


def test_course_page_tells_whether_and_where_it_is_held(client, course):
    person, stranger = make_user(Role.TRAINEE), make_user(Role.TRAINEE)
    assert "尚未开班" in shown(client, person, course)
    found, [first, _], _ = make_series(course)
    make_trainee(found, person=person)
    mine = shown(client, person, course)
    assert "随班上课" in mine
    assert "尚未开班" not in mine
    assert (first.title in mine, found.name in mine) == (True, True)
    other = shown(client, stranger, course)
    assert "已开班" in other
    assert found.name not in other


def test_completed_offline_course_is_shown_as_completed(
    client, course, django_capture_on_commit_callbacks
):
    found, [only], head = make_series(course, (MONDAY,))
    [one] = make_people(found, 1)
    held(only, head, [one], django_capture_on_commit_callbacks)
    page = shown(client, one.person, course)
    assert "已学完本课程" in page
    assert "尚未开班" not in page
