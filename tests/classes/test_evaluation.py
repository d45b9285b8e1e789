"""Evaluations: once each, with no name anywhere, shown from five on."""

import json

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from academy.classes.actions import answer_evaluation
from academy.classes.enums import ClassState
from academy.classes.models import EvaluationAnswer, EvaluationTurn, TrainingClass
from academy.classes.queries.evaluation import may_see_results, open_turns_of, summary_of
from academy.classes.rules.evaluation import Hidden, Summary
from academy.core.errors import ActionError
from academy.notices.models import Notice
from academy.people.enums import Role
from tests.factories.classes import make_head_teacher, make_planner, make_teacher
from tests.factories.people import make_user
from tests.factories.rolls import hold, make_people, make_timed

pytestmark = pytest.mark.django_db
GOOD = {"teacher": 5, "session": 4, "class": 5}


def held(count, **fields):
    """A closed session at which so many were."""
    session = make_timed(**fields)
    people = make_people(session.training_class, count)
    hold(session, make_planner(), people)
    return session, people


def answer(session, enrolment, marks=GOOD, comment=""):
    answer_evaluation(session=session, person=enrolment.person, marks=marks, comment=comment)


def test_four_answers_are_hidden_and_five_are_shown():
    session, people = held(5)
    for enrolment in people[:4]:
        answer(session, enrolment)
    found = summary_of(session)
    assert isinstance(found, Hidden)
    assert found.words == "已收到 4 份，满 5 份才显示"
    answer(session, people[4], {"teacher": 3}, "声音小")
    found = summary_of(session)
    assert isinstance(found, Summary)
    assert found.words == "共 5 份"
    assert [each.words for each in found.figures] == [
        "平均 4.6 分（1 分 0 人，2 分 0 人，3 分 1 人，4 分 0 人，5 分 4 人）",
        "不足 5 人评分，不显示",
        "不足 5 人评分，不显示",
    ]
    assert found.comments == ("声音小",)


def test_figures_advance_by_fives_alone():
    session, people = held(11)
    shown = []
    for enrolment in people:
        answer(session, enrolment)
        found = summary_of(session)
        shown.append(found.shown if isinstance(found, Summary) else 0)
    assert shown == [0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10]


def test_what_was_shown_stays_the_same_until_the_next_five():
    session, people = held(9)
    for n, enrolment in enumerate(people[:5]):
        answer(session, enrolment, {"teacher": n % 2 + 4})
    before = summary_of(session).figures
    for enrolment in people[5:]:
        answer(session, enrolment, {"teacher": 1}, "很不好")
        found = summary_of(session)
        assert (found.figures, found.comments) == (before, ())


def test_each_answers_once_and_only_who_was_there():
    session, [one, *_] = held(2)
    [absent] = make_people(session.training_class, 1)
    answer(session, one)
    with pytest.raises(ActionError, match="已经评过了"):
        answer(session, one, {"teacher": 1})
    with pytest.raises(ActionError, match="只有到了课的学员"):
        answer(session, absent)
    assert EvaluationAnswer.objects.get().marks == GOOD


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ({}, "至少给一项打分"),
        ({"teacher": 6}, "1 到 5 分"),
        ({"teacher": 0}, "1 到 5 分"),
        ({"base": 5}, "没有的题目"),
    ],
)
def test_refused_answer_uses_no_turn(marks, words):
    session, [one] = held(1)
    with pytest.raises(ActionError, match=words):
        answer(session, one, marks)
    assert not EvaluationTurn.objects.get().is_used
    assert not EvaluationAnswer.objects.exists()


def test_nothing_is_taken_before_the_roll_is_closed_nor_after_the_class():
    session = make_timed()
    [one] = make_people(session.training_class, 1)
    with pytest.raises(ActionError, match="点完名"):
        answer(session, one)
    session, [one] = held(1)
    TrainingClass.objects.filter(pk=session.training_class_id).update(state=ClassState.CLOSED)
    with pytest.raises(ActionError, match="已经归档"):
        answer(session, one)
    assert not open_turns_of(one.person).exists()


def test_everybody_who_was_there_is_told_once_with_the_way():
    session, people = held(3)
    told = Notice.objects.filter(kind="classes.evaluation_due")
    assert set(told.values_list("person", "url")) == {
        (each.person_id, f"/classes/sessions/{session.pk}/evaluate/") for each in people
    }
    assert [turn.session_id for turn in open_turns_of(people[0].person)] == [session.pk]
    answer(session, people[0])
    assert not open_turns_of(people[0].person).exists()


def test_results_are_for_those_who_teach_or_look_after_the_class():
    teacher = make_teacher(make_user(Role.INSTRUCTOR))
    session, [one] = held(1, teachers=[teacher])
    head = make_head_teacher(session.training_class)
    for person in (teacher.person, head, make_planner()):
        assert may_see_results(person, session)
    for person in (one.person, make_user(Role.INSTRUCTOR), make_user(Role.HEAD_TEACHER)):
        assert not may_see_results(person, session)


# --- Nothing leads to a person ---
def columns(model):
    return {field.name for field in model._meta.concrete_fields}


def test_tables_share_the_session_and_nothing_else():
    assert columns(EvaluationTurn) == {"id", "session", "enrolment", "is_used"}
    assert columns(EvaluationAnswer) == {"id", "session", "marks", "comment", "is_shown"}
    related = {f.related_model for f in EvaluationAnswer._meta.get_fields() if f.is_relation}
    assert {model.__name__ for model in related} == {"Session"}


def order_of_rows(session):
    """Marks in the order in which the rows lie in the table."""
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    table = EvaluationAnswer._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT marks FROM {table} WHERE session_id = %s ORDER BY {place}", [session.pk]
        )
        found = [row[0] for row in cursor.fetchall()]
    return [(json.loads(m) if isinstance(m, str) else m)["teacher"] for m in found]


def test_answers_lie_in_an_order_of_chance():
    """In the order of coming they would lie so in 1 of 120 pools; twelve pools never all do."""
    orders = []
    for _ in range(12):
        session, people = held(5)
        for n, enrolment in enumerate(people, start=1):
            answer(session, enrolment, {"teacher": n})
        orders.append(order_of_rows(session))
    assert all(sorted(order) == [1, 2, 3, 4, 5] for order in orders)
    assert orders.count([1, 2, 3, 4, 5]) < 3
    assert len({tuple(order) for order in orders}) > 3


def test_ids_of_answers_change_while_they_wait():
    session, people = held(3)
    answer(session, people[0])
    first = set(EvaluationAnswer.objects.values_list("pk", flat=True))
    answer(session, people[1])
    assert not first & set(EvaluationAnswer.objects.values_list("pk", flat=True))


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="xmin is PostgreSQL's")
def test_no_transaction_number_sets_a_turn_or_an_answer_apart():
    session, people = held(7)
    for enrolment in people:
        answer(session, enrolment)
        with connection.cursor() as cursor:
            for table, where in (
                ("classes_evaluationturn", ""),
                ("classes_evaluationanswer", "AND NOT is_shown"),
            ):
                cursor.execute(
                    f"SELECT count(DISTINCT xmin::text) FROM {table} WHERE session_id = %s {where}",
                    [session.pk],
                )
                assert cursor.fetchone()[0] <= 1


@given(marks=st.lists(st.integers(1, 5), min_size=1, max_size=12))
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_shown_figures_never_rest_on_fewer_than_five(marks):
    session, people = held(len(marks))
    before = 0
    for enrolment, mark in zip(people, marks, strict=True):
        answer(session, enrolment, {"teacher": mark})
        found = summary_of(session)
        shown = found.shown if isinstance(found, Summary) else 0
        assert shown == before or shown - before >= 5
        before = shown
    assert EvaluationAnswer.objects.filter(session=session.pk).count() == len(marks)


@pytest.mark.parametrize("n", [1, 3])
def test_answering_costs_the_same_for_one_and_for_three(n, django_assert_num_queries):
    session, people = held(n + 1)
    for enrolment in people[1:]:
        answer(session, enrolment)
    with django_assert_num_queries(10):
        answer(session, people[0])
