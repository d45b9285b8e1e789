"""Pages of leave: the cost before sending, the decision, the list of a class."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from academy.classes.actions import refresh_hours
from academy.classes.enums import StaffDuty
from academy.classes.models import ClassStaff, Enrolment, Leave, Session
from academy.people.enums import Role
from tests.factories.classes import (
    MONDAY,
    at,
    make_class,
    make_head_teacher,
    make_planner,
    make_teacher,
    place,
)
from tests.factories.people import make_user
from tests.factories.rolls import make_people, make_timed, moment

pytestmark = pytest.mark.django_db
KEY = "6f1c8a52-8f60-4c8e-9d2b-0f5a4c3e2b10"
FORM = {
    "kind": "personal",
    "starts_on": "2026-11-30",
    "starts_at": "08:00",
    "ends_on": "2026-11-30",
    "ends_at": "12:00",
    "reason": "家里有事",
    "key": KEY,
}


@pytest.fixture
def found():
    """A class of 14 hours: leave of two is the limit."""
    found, planner = make_class(), make_planner()
    for n in range(7):
        time, day = ("08:30", n) if n < 5 else ("14:00", n - 5)
        make_timed(found, time, MONDAY + dt.timedelta(days=day), by=planner)
    refresh_hours(training_class=found)
    assert found.hours == 14
    return found


@pytest.fixture
def one(found):
    [enrolment] = make_people(found, 1)
    return enrolment


def words(answer):
    return re.sub(r"<[^>]+>|\s+", "", answer.content.decode())


def leave_url(found):
    return reverse("classes:leave", args=[found.code])


def send(client, found, step, **fields):
    with moment("07:00", MONDAY - dt.timedelta(days=1)):
        return client.post(leave_url(found), FORM | {"step": step} | fields, follow=True)


def test_gauge_and_approvers_stand_there_before_it_is_sent(client, found, one):
    head = make_head_teacher(found)
    client.force_login(one.person)
    assert "已用0学时；上限2学时（14学时的1/7）" in words(client.get(leave_url(found)))
    shown = words(send(client, found, "preview"))
    assert "误课2学时" in shown
    assert f"班主任（{head.name}）" in shown
    assert "共2学时；上限2学时（14学时的1/7）" in shown
    assert "会超过上限" not in shown
    assert not Leave.objects.exists()


def test_exceeding_is_said_plainly_and_may_still_be_sent(client, found, one):
    make_user(Role.LEADER)
    client.force_login(one.person)
    shown = words(send(client, found, "preview", ends_at="15:00"))
    assert "会超过上限" in shown
    assert "已超过上限，按规定作退学处理" in shown
    assert "院领导" in shown
    send(client, found, "confirm", ends_at="15:00")
    assert Leave.objects.get().steps.count() == 3


def test_sent_twice_it_is_asked_for_once(client, found, one):
    client.force_login(one.person)
    for _ in range(2):
        shown = words(send(client, found, "confirm"))
        assert "已提交" in shown
    assert Leave.objects.count() == 1
    assert "其中待批2学时" in words(client.get(leave_url(found)))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"ends_at": "07:00"}, "结束时间要晚于开始时间"),
        ({"starts_on": "昨天"}, "日期要写成"),
        ({"ends_at": ""}, "请填时间"),
        ({"reason": ""}, "请写明事由"),
        ({"kind": "holiday"}, "holiday"),
        ({"starts_on": "0001-01-01"}, "请假要在开班期间内"),
        ({"ends_on": "9999-12-31"}, "请假要在开班期间内"),
    ],
)
def test_faults_are_named_and_what_was_typed_stays(client, found, one, fields, said):
    client.force_login(one.person)
    answer = send(client, found, "preview", **fields)
    assert said in words(answer)
    if "reason" not in fields:
        assert "家里有事" in answer.content.decode()
    assert not Leave.objects.exists()


def test_back_to_the_form_keeps_what_was_typed(client, found, one):
    client.force_login(one.person)
    answer = send(client, found, "edit")
    assert "家里有事" in answer.content.decode()
    assert 'value="preview"' in answer.content.decode()


def test_time_without_lessons_costs_nothing_and_cannot_be_sent(client, found, one):
    client.force_login(one.person)
    shown = send(client, found, "preview", starts_at="18:00", ends_at="20:00")
    assert "这段时间没有课" in words(shown)
    assert 'value="confirm"' not in shown.content.decode()


def test_head_teacher_decides_and_the_person_ends_it_early_in_one_tap(client, found, one):
    head = make_head_teacher(found)
    client.force_login(one.person)
    send(client, found, "confirm")
    leave = Leave.objects.get()
    client.force_login(head)
    shown = words(client.get(reverse("classes:leaves")))
    assert one.person.name in shown
    decide = reverse("classes:decide-leave", args=[leave.pk])
    with moment("08:00", MONDAY - dt.timedelta(days=1)):
        refused = client.post(decide, {"decision": "refuse", "version": leave.version}, follow=True)
        assert "请写明原因" in words(refused)
        client.post(decide, {"decision": "agree", "version": leave.version})
    assert "没有要审批的假条" in words(client.get(reverse("classes:leaves")))
    assert one.person.name in words(client.get(leave_url(found)))
    client.force_login(one.person)
    with moment("08:00"):
        answer = client.post(reverse("classes:return-early", args=[leave.pk]), follow=True)
    assert "已销假" in words(answer)
    assert Enrolment.objects.get(pk=one.pk).leave_hours == 0


def test_withdrawn_on_the_page_and_never_sent_elsewhere(client, found, one):
    client.force_login(one.person)
    send(client, found, "confirm")
    leave = Leave.objects.get()
    asked = {"next": "https://elsewhere.example/"}
    with moment("07:00"):
        answer = client.post(reverse("classes:withdraw-leave", args=[leave.pk]), asked)
    assert answer.url == leave_url(found)
    leave.refresh_from_db()
    assert leave.state == "withdrawn"


def test_class_page_names_those_beyond_the_limit_to_staff_alone(client, found, one):
    Enrolment.objects.filter(pk=one.pk).update(leave_hours="2.5")
    about = reverse("classes:class", args=[found.code])
    client.force_login(make_head_teacher(found))
    shown = words(client.get(about))
    assert "请假已超过上限" in shown
    assert one.person.name in shown
    assert "已请假2.5学时" in shown
    client.force_login(one.person)
    assert "请假已超过上限" not in words(client.get(about))


def test_others_leave_is_not_shown_to_teachers_who_only_teach(client, found, one):
    client.force_login(one.person)
    send(client, found, "confirm")
    teacher = make_teacher(make_user(Role.INSTRUCTOR))
    session = Session.objects.filter(training_class=found).latest("starts_at")
    place(session, "16:00", teachers=[teacher])
    client.force_login(teacher.person)
    assert one.person.name not in words(client.get(leave_url(found)))


def test_why_is_told_to_those_who_decide_and_to_nobody_else(client, found, one):
    why = {"kind": "sick", "reason": "住院手术", "hours": 2}
    leave = Leave.objects.create(
        enrolment=one, starts_at=at("08:00"), ends_at=at("12:00"), state="approved", **why
    )
    head = make_head_teacher(found)
    decided = {"agreed": True, "by": head, "at": at("07:00"), "words": "好好休养"}
    leave.steps.create(number=1, role="head_teacher", **decided)
    secret = {"住院手术", "好好休养", leave.get_kind_display()}
    helper, leader = make_user(Role.HEAD_TEACHER), make_user(Role.LEADER)
    ClassStaff.objects.create(training_class=found, person=helper, duty=StaffDuty.HELPER)
    others = [helper, leader, make_user(Role.AUDITOR)]
    for person, is_told in [(head, True), (make_planner(), True), *((x, False) for x in others)]:
        client.force_login(person)
        shown = words(client.get(leave_url(found)))
        assert one.person.name in shown
        assert {each for each in secret if each in shown} == (secret if is_told else set())
    leave.steps.create(number=2, role="leader")
    client.force_login(leader)
    assert "住院手术" in words(client.get(leave_url(found)))
    client.force_login(one.person)
    assert "好好休养" in words(client.get(leave_url(found)))


@pytest.mark.parametrize("n", [1, 3])
def test_leave_of_a_class_costs_the_same_for_one_and_for_three(
    n, client, found, django_assert_num_queries
):
    for each in make_people(found, n):
        leave = Leave.objects.create(
            enrolment=each, starts_at=at("08:00"), ends_at=at("12:00"), reason="事", hours=2
        )
        leave.steps.create(number=1, role="leader")
    client.force_login(make_user(Role.LEADER))
    client.get(leave_url(found))
    with django_assert_num_queries(16):
        client.get(leave_url(found))


def test_leave_of_others_is_not_there_to_be_decided(client, found, one):
    client.force_login(one.person)
    send(client, found, "confirm")
    leave = Leave.objects.get()
    client.force_login(make_user(Role.HEAD_TEACHER))
    for pk in (leave.pk, leave.pk + 1):
        address = reverse("classes:decide-leave", args=[pk])
        assert client.post(address, {"decision": "agree"}).status_code == 404


def test_odd_words_and_versions_are_read_as_far_as_they_make_sense(client, found, one):
    client.force_login(one.person)
    send(client, found, "confirm")
    leave = Leave.objects.get()
    client.force_login(make_head_teacher(found))
    odd = {"decision": "refuse", "words": "不\x00行", "version": "9" * 5000}
    with moment("07:00"):
        client.post(reverse("classes:decide-leave", args=[leave.pk]), odd)
    assert leave.steps.get().words == "不行"


def test_from_a_secure_page_nobody_is_sent_to_an_insecure_one(client, found, one):
    client.force_login(one.person)
    send(client, found, "confirm")
    address = reverse("classes:withdraw-leave", args=[Leave.objects.get().pk])
    with moment("07:00"):
        answer = client.post(address, {"next": "http://testserver/classes/"}, secure=True)
    assert answer.url == leave_url(found)


@pytest.mark.parametrize("n", [1, 3])
def test_list_to_decide_costs_the_same_for_one_and_for_three(
    n, client, found, django_assert_num_queries
):
    for each in make_people(found, n):
        leave = Leave.objects.create(
            enrolment=each, starts_at=at("08:00"), ends_at=at("12:00"), reason="事", hours=2
        )
        leave.steps.create(number=1, role="head_teacher")
    client.force_login(make_head_teacher(found))
    with django_assert_num_queries(7):
        client.get(reverse("classes:leaves"))
