"""The head teacher's desk: today's sessions, open rolls, leave to decide, who wants a word."""

from decimal import Decimal

import pytest
from django.urls import reverse

from academy.classes.enums import ClassState, SessionState
from academy.classes.models import Leave
from academy.classes.queries.desk import keep, oddities_of
from academy.core import clock
from tests.factories.classes import (
    MONDAY,
    at,
    make_class,
    make_head_teacher,
    make_session,
    make_trainee,
)

pytestmark = pytest.mark.django_db
HELD = {"state": SessionState.CONFIRMED, "starts_at": at("08:30"), "ends_at": at("10:00")}


def ask_leave(enrolment):
    return Leave.objects.create(
        enrolment=enrolment,
        starts_at=at("08:30"),
        ends_at=at("10:00"),
        reason="开会",
        hours=Decimal(2),
    )


def test_desk_tells_what_is_to_be_done(client):
    found = make_class(name="书记班", hours=Decimal(42))
    head = make_head_teacher(found)
    ask_leave(make_trainee(found, attended=10, expected=10))
    make_trainee(found, attended=7, expected=10)
    make_session(found, title="议事规则", **HELD)
    client.force_login(head)
    with clock.at(at("12:00")):
        page = client.get(reverse("classes:desk")).content.decode()
    for words in (
        "到课率 85%（应到 20 人次，实到 17）",
        "1 份请假",
        "1 节课上完了还没有完成点名",
        "1 人到课少或请假超限",
        "08:30–10:00",
        "议事规则",
    ):
        assert words in page


def test_who_was_seldom_there_or_too_long_away_is_named_with_figures():
    found = make_class(hours=Decimal(42))
    make_trainee(found, attended=8, expected=10)
    seldom = make_trainee(found, attended=3, expected=4)
    just = make_trainee(found, leave_hours=Decimal(6))
    over = make_trainee(found, leave_hours=Decimal("6.5"))
    words = {each.enrolment: each.words for each in oddities_of(found)}
    assert words == {seldom: "应到 4 次，实到 3 次", over: "请假 6.5 学时"}
    assert just not in words


def test_late_closing_is_said():
    found = make_class(ClassState.COMPLETED)
    with clock.at(at("09:00", MONDAY.replace(month=12, day=30))):
        [kept] = keep([found])
    assert kept.is_late
    assert kept.rate_words == "还没有点过名"


def test_oddities_are_for_those_who_keep_the_class(client):
    found = make_class()
    address = reverse("classes:oddities", args=[found.code])
    client.force_login(make_trainee(found).person)
    assert client.get(address).status_code == 403
    client.force_login(make_head_teacher(found))
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("n", [1, 3])
def test_desk_costs_the_same_for_one_class_and_for_three(n, client, django_assert_num_queries):
    head = make_head_teacher(make_class())
    for _ in range(n - 1):
        make_class().staff.create(person=head)
    client.force_login(head)
    with django_assert_num_queries(11):
        client.get(reverse("classes:desk"))
