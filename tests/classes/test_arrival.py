"""报到: who registers it, when, and once."""

import pytest
from django.urls import reverse

from academy.classes.actions.arrival import register_arrival
from academy.classes.enums import ClassState, EnrolmentState
from academy.core.errors import ActionError
from tests.factories.classes import make_class, make_head_teacher, make_trainee

pytestmark = pytest.mark.django_db


def test_those_who_are_confirmed_arrive_once():
    found = make_class(ClassState.CONFIRMED)
    head = make_head_teacher(found)
    coming = [make_trainee(found, EnrolmentState.CONFIRMED) for _ in range(3)]
    only = [coming[0].pk]
    assert register_arrival(training_class=found, by=head, only=only) == 1
    assert register_arrival(training_class=found, by=head) == 2
    assert register_arrival(training_class=found, by=head) == 0
    coming[0].refresh_from_db()
    assert coming[0].state == EnrolmentState.ARRIVED
    assert coming[0].arrived_at is not None


def test_arrival_is_registered_by_those_who_keep_the_class_while_it_is_time():
    found = make_class(ClassState.ANNOUNCED)
    with pytest.raises(ActionError, match="只有这个班的班主任和教务"):
        register_arrival(training_class=found, by=make_trainee(found).person)
    with pytest.raises(ActionError, match="名单确认以后、结业以前"):
        register_arrival(training_class=found, by=make_head_teacher(found))


def test_head_teacher_registers_from_the_list(client):
    found = make_class(ClassState.CONFIRMED)
    one, other = (make_trainee(found, EnrolmentState.CONFIRMED) for _ in range(2))
    client.force_login(make_head_teacher(found))
    page = client.get(reverse("classes:roster", args=[found.code])).content.decode()
    assert page.count("待报到") == 2
    address = reverse("classes:roster-arrive", args=[found.code])
    answer = client.post(address, {"enrolment": [one.pk]}, follow=True).content.decode()
    assert "已登记 1 人报到。" in answer
    other.refresh_from_db()
    assert other.state == EnrolmentState.CONFIRMED
