"""Pages of evaluations."""

import re

import pytest
from django.urls import reverse

from academy.classes.models import EvaluationAnswer
from tests.factories.classes import make_head_teacher, make_planner
from tests.factories.rolls import hold, make_people, make_timed

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    session = make_timed()
    people = make_people(session.training_class, 5)
    hold(session, make_planner(), people)
    return session, people


def words(answer):
    return re.sub(r"<[^>]+>|\s+", "", answer.content.decode())


def evaluate(client, lesson, enrolment, **fields):
    client.force_login(enrolment.person)
    address = reverse("classes:evaluate", args=[lesson.pk])
    return client.post(address, {"teacher": "5", "session": "4"} | fields, follow=True)


def test_three_taps_are_one_answer_without_a_name(client, held):
    session, [one, *_] = held
    client.force_login(one.person)
    form = client.get(reverse("classes:evaluate", args=[session.pk]))
    assert form.content.decode().count('type="radio"') == 15
    done = evaluate(client, session, one, comment="很实用")
    assert "您已经评过这节课" in words(done)
    row = EvaluationAnswer.objects.get()
    assert (row.marks, row.comment) == ({"teacher": 5, "session": 4}, "很实用")
    evaluate(client, session, one, teacher="1")
    assert EvaluationAnswer.objects.count() == 1


@pytest.mark.parametrize("fields", [{"teacher": "", "session": ""}, {"teacher": "9"}])
def test_faults_are_named(client, held, fields):
    session, [one, *_] = held
    answer = evaluate(client, session, one, **fields)
    assert "处需要修改" in words(answer)
    assert not EvaluationAnswer.objects.exists()


def test_who_was_not_there_is_told_why(client, held):
    session, _ = held
    [other] = make_people(session.training_class, 1)
    answer = evaluate(client, session, other)
    assert answer.status_code == 403
    assert "只有到了课的学员" in words(answer)


def test_results_are_hidden_at_four_and_shown_at_five_and_never_to_trainees(client, held):
    session, people = held
    address = reverse("classes:evaluation", args=[session.pk])
    head = make_head_teacher(session.training_class)
    for enrolment in people[:4]:
        evaluate(client, session, enrolment, comment="讲得清楚")
    client.force_login(head)
    shown = words(client.get(address))
    assert "已收到4份，满5份才显示" in shown
    assert "讲得清楚" not in shown
    evaluate(client, session, people[4])
    assert client.get(address).status_code == 403
    client.force_login(head)
    shown = words(client.get(address))
    assert "平均5.0分" in shown
    assert "讲得清楚" in shown


@pytest.mark.parametrize("n", [1, 3])
def test_form_costs_the_same_for_one_and_for_three(n, client, held, django_assert_num_queries):
    session, people = held
    for enrolment in people[1 : n + 1]:
        evaluate(client, session, enrolment)
    client.force_login(people[0].person)
    with django_assert_num_queries(6):
        client.get(reverse("classes:evaluate", args=[session.pk]))


def test_home_reminds_of_one_lesson_until_it_was_evaluated(client, held):
    session, [one, *_] = held
    client.force_login(one.person)
    assert f"评课：{session.title}" in words(client.get("/"))
    evaluate(client, session, one)
    assert f"评课：{session.title}" not in words(client.get("/"))
