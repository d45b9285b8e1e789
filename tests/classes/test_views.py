"""Pages of a class: whose they are and what they say."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
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
    with django_assert_num_queries(7):
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


def test_phone_of_the_head_teacher_alone_is_for_those_who_are_expected(client):
    found = make_class()
    head = make_head_teacher(found)
    head.phone = "13900000001"
    head.save()
    helper = make_user(phone="13900000002")
    found.staff.create(person=helper, duty="helper")
    address = reverse("classes:class", args=[found.code])
    shown = page(client, make_trainee(found).person, address)
    assert "13900000001" in shown
    assert "13900000002" not in shown
    waiting = make_trainee(found, EnrolmentState.NOMINATED).person
    assert "13900000001" not in page(client, waiting, address)


def test_who_was_refused_sees_the_class_no_more(client):
    found = make_class()
    client.force_login(make_trainee(found, EnrolmentState.REFUSED).person)
    assert client.get(reverse("classes:class", args=[found.code])).status_code == 403


def test_who_helps_with_the_roll_sees_nobodys_record(client):
    found = make_class()
    enrolment, helper = make_trainee(found), make_user()
    found.staff.create(person=helper, duty="helper")
    assert not type(enrolment).objects.visible_to(helper).exists()
    client.force_login(helper)
    address = reverse("classes:completion", args=[found.code])
    assert client.get(f"{address}?person={enrolment.person_id}").status_code == 403


def test_leader_sees_every_class_and_decides_that_one_is_held(client):
    found = make_class(ClassState.PLANNED, name="书记班", aim="提高议事能力")
    leader = make_user(Role.LEADER)
    assert "书记班" not in page(client, leader, reverse("classes:mine"))
    assert "书记班" in page(client, leader, reverse("classes:mine") + "?all=1")
    assert "同意立项" in page(client, leader, reverse("classes:class", args=[found.code]))
    client.post(reverse("classes:approve", args=[found.code]))
    found.refresh_from_db()
    assert found.state == ClassState.APPROVED


def test_head_teacher_files_the_papers_that_closing_asks_for(client):
    found = make_class(ClassState.COMPLETED)
    head = make_head_teacher(found)
    address = reverse("classes:papers", args=[found.code])
    assert page(client, head, address).count("还没有归档") == 4
    bad = SimpleUploadedFile("页面.html", b"x")
    answer = client.post(address, {"kind": "plan", "file": bad})
    assert (answer.status_code, "只收 PDF" in answer.content.decode()) == (422, True)
    client.post(address, {"kind": "plan", "file": SimpleUploadedFile("方案.pdf", b"%PDF-1.7")})
    assert page(client, head, address).count("还没有归档") == 3
    client.force_login(make_trainee(found).person)
    assert client.get(address).status_code == 403
