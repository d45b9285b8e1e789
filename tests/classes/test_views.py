"""Pages of a class: whose they are and what they say."""

import pytest
from django.urls import reverse

from academy.classes.enums import ClassState, EnrolmentState
from academy.people.enums import Role
from tests.factories.classes import make_class, make_head_teacher, make_planner, make_trainee
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def page(client, person, address: str) -> str:
    client.force_login(person)
    return client.get(address).content.decode()


def test_my_classes_are_those_one_is_in_or_looks_after(client):
    mine, other = make_class(name="书记班"), make_class(name="网格员班")
    make_trainee(other)
    enrolment = make_trainee(mine)
    for person in (enrolment.person, make_head_teacher(mine)):
        shown = page(client, person, reverse("classes:mine"))
        assert "书记班" in shown
        assert "网格员班" not in shown


def test_no_class_yet_is_said_in_words(client):
    assert "还没有参加培训班" in page(client, make_user(), reverse("classes:mine"))


def test_those_who_left_do_not_find_it_among_theirs(client):
    enrolment = make_trainee(make_class(name="书记班"), EnrolmentState.REFUSED)
    assert "书记班" not in page(client, enrolment.person, reverse("classes:mine"))


@pytest.mark.parametrize("n", [1, 3])
def test_my_classes_cost_the_same_for_one_and_for_three(n, client, django_assert_num_queries):
    person = make_user(Role.TRAINEE)
    for _ in range(n):
        make_trainee(make_class(), person=person)
    client.force_login(person)
    with django_assert_num_queries(6):
        client.get(reverse("classes:mine"))


def test_class_page_is_refused_with_a_reason_to_those_it_does_not_concern(client):
    found = make_class()
    client.force_login(make_user(Role.TRAINEE))
    answer = client.get(reverse("classes:class", args=[found.code]))
    assert answer.status_code == 403
    assert "不在您的查看范围内" in answer.content.decode()


def test_class_that_was_not_announced_is_the_academys_alone(client):
    found = make_class(ClassState.PLANNED)
    trainee = make_trainee(found, EnrolmentState.NOMINATED).person
    address = reverse("classes:class", args=[found.code])
    client.force_login(trainee)
    assert client.get(address).status_code == 403
    client.force_login(make_planner())
    assert client.get(address).status_code == 200


def test_class_page_names_who_looks_after_it(client):
    found = make_class(place="学院东门")
    head = make_head_teacher(found)
    shown = page(client, make_trainee(found).person, reverse("classes:class", args=[found.code]))
    assert head.name in shown
    assert "学院东门" in shown
    assert "已报到" in shown
