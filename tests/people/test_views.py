"""One's own account, and the people of one's units."""

import pytest
from axes.models import AccessAttempt

from academy.core import clock
from academy.people.enums import Role
from academy.people.models import Membership, Organisation, User
from tests.factories.people import PASSWORD, make_organisation, make_user

pytestmark = pytest.mark.django_db


def fresh(unit):
    return Organisation.objects.get(pk=unit.pk)


@pytest.fixture
def city():
    return make_organisation(name="长春市", code="2201")


@pytest.fixture
def district(city):
    return make_organisation(city, name="朝阳区", code="220104")


@pytest.fixture
def street(district):
    return make_organisation(fresh(district), name="前进街道", code="220104002")


@pytest.fixture
def manager(district):
    return make_user(Role.ORGANISATION_MANAGER, district, name="管理员", username="danwei")


@pytest.fixture
def trainee(street):
    return make_user(Role.TRAINEE, street, name="王芳", username="wangfang", phone="13800001234")


@pytest.fixture
def stranger(city):
    other = make_organisation(fresh(city), name="南关区", code="220102")
    return make_user(Role.TRAINEE, other, name="外人", username="wairen")


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


# --- one's own account ---


def test_my_page_says_who_i_am_and_whom_to_ask(client, trainee, manager):
    client.force_login(trainee)
    words = page(client, "/me/")
    assert "王芳" in words
    assert "13800001234" in words
    assert "长春市 › 朝阳区 › 前进街道" in words
    assert "请找单位管理员：管理员（朝阳区）" in words
    for address in ("/me/archive/", "/me/certificates/", "/me/feed/", "/me/courses/", "/me/jobs/"):
        assert f'href="{address}"' in words
    assert 'href="/units/"' not in words
    assert 'href="/admin/"' not in words


def test_a_manager_finds_the_units_and_an_author_the_desk(client, manager, city):
    client.force_login(manager)
    assert 'href="/units/"' in page(client, "/me/")
    client.force_login(make_user(Role.INSTRUCTOR, city))
    assert 'href="/admin/"' in page(client, "/me/")


def test_my_page_is_for_the_signed_in(client):
    assert client.get("/me/")["Location"] == "/login/?next=/me/"


@pytest.mark.parametrize("posts", [1, 3])
def test_my_page_takes_a_fixed_number_of_queries(
    client, trainee, city, posts, django_assert_num_queries
):
    for _ in range(posts - 1):
        unit = make_organisation(fresh(city))
        Membership.objects.create(
            user=trainee, organisation=unit, role=Role.TRAINEE, started_on=clock.today()
        )
    client.force_login(trainee)
    with django_assert_num_queries(7):
        page(client, "/me/")


def test_a_phone_is_changed_or_refused_in_words(client, trainee):
    make_user(phone="13900000000")
    client.force_login(trainee)
    assert 'inputmode="tel"' in page(client, "/me/phone/")
    refused = client.post("/me/phone/", {"phone": "13900000000"})
    assert "另一个账号" in refused.content.decode()
    assert "11 位数字" in client.post("/me/phone/", {"phone": "123"}).content.decode()
    assert client.post("/me/phone/", {"phone": "+86 139 0000 0001"})["Location"] == "/me/"
    assert User.objects.get(pk=trainee.pk).phone == "13900000001"


# --- units ---


def test_a_manager_sees_the_people_of_the_subtree(client, manager, trainee, stranger):
    client.force_login(manager)
    words = page(client, "/units/")
    assert "王芳" in words
    assert "138******34" in words
    assert "13800001234" not in words
    assert "外人" not in words
    assert "共 2 人" in words


def test_a_unit_includes_those_below_and_shows_the_way(client, manager, trainee, district):
    client.force_login(manager)
    below = page(client, "/units/?unit=220104002")
    assert "王芳" in below
    assert "共 1 人" in below
    assert "unit=220104" in below
    empty = make_organisation(fresh(district), code="220104003")
    assert "还没有人员" in page(client, f"/units/?unit={empty.code}")


@pytest.mark.parametrize("words", ["王", "wang", "WangFang", "138 0000 1234"])
def test_people_are_found_by_name_account_or_phone(client, manager, trainee, words):
    client.force_login(manager)
    found = client.get("/units/", {"q": words}).content.decode()
    assert "找到 1 人" in found
    assert "王芳" in found


def test_nobody_found_is_said(client, manager):
    client.force_login(manager)
    assert "没有找到" in client.get("/units/", {"q": "无此人"}).content.decode()


def test_fifty_people_stand_on_a_page(client, manager, street):
    people = User.objects.bulk_create(
        User(username=f"p{n:03}", name=f"学员{n:03}") for n in range(51)
    )
    Membership.objects.bulk_create(
        Membership(user=person, organisation=street, role=Role.TRAINEE, started_on=clock.today())
        for person in people
    )
    client.force_login(manager)
    assert page(client, "/units/?unit=220104002").count('data-label="账号"') == 50
    assert page(client, "/units/?unit=220104002&page=2").count('data-label="账号"') == 1


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(
    client, manager, street, people, django_assert_num_queries
):
    for _ in range(people):
        make_user(Role.TRAINEE, street)
    client.force_login(manager)
    with django_assert_num_queries(12):
        page(client, "/units/")


def test_another_unit_is_refused_with_a_reason(client, manager, stranger):
    client.force_login(manager)
    answer = client.get("/units/?unit=220102")
    assert answer.status_code == 403
    assert "“南关区”不是您管理的单位或其下级单位" in answer.content.decode()
    assert client.get("/units/?unit=none").status_code == 404


def test_units_are_not_for_trainees(client, trainee):
    client.force_login(trainee)
    for address in ("/units/", f"/units/people/{trainee.pk}/"):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "只向单位管理员" in answer.content.decode()


def test_a_manager_of_two_units_chooses_first(client, trainee, stranger, street):
    both = make_user(Role.ORGANISATION_MANAGER, street)
    Membership.objects.create(
        user=both,
        organisation=Organisation.objects.get(code="220102"),
        role=Role.ORGANISATION_MANAGER,
        started_on=clock.today(),
    )
    client.force_login(both)
    words = page(client, "/units/")
    assert "王芳" in words
    assert "外人" in words
    assert '<option value="220102">南关区</option>' in words


# --- a person ---


def test_a_person_is_shown_with_what_can_be_done(client, manager, trainee):
    client.force_login(manager)
    words = page(client, f"/units/people/{trainee.pk}/")
    assert "13800001234" in words
    assert "重置密码" in words
    assert "解除锁定" not in words


def test_a_persons_records_are_reached_from_there(client, manager, trainee):
    client.force_login(manager)
    words = page(client, f"/units/people/{trainee.pk}/")
    back = f'href="/units/people/{trainee.pk}/">王芳</a>'
    for address in (f"/people/{trainee.pk}/archive/", f"/programmes/?person={trainee.pk}"):
        assert f'href="{address}"' in words
        assert back in page(client, address)


@pytest.mark.parametrize(
    ("viewer", "expected"),
    [
        ("head teacher", "这个账号由单位管理员管理：管理员（朝阳区）。"),
        ("head teacher, no manager", "这个账号由学院教务处管理。"),
        ("own", "这是您自己的账号，密码在“我的”里修改。"),
    ],
)
def test_who_really_looks_after_an_account_is_said(
    client, city, manager, trainee, stranger, viewer, expected
):
    head = make_user(Role.HEAD_TEACHER, city)
    person = {"head teacher": trainee, "head teacher, no manager": stranger}.get(viewer, head)
    client.force_login(head)
    words = page(client, f"/units/people/{person.pk}/")
    said = ("由单位管理员管理", "由学院教务处管理", "您自己的账号")
    assert expected in words
    assert sum(phrase in words for phrase in said) == 1
    assert "重置密码" not in words


def test_another_units_person_is_refused_with_a_reason(client, manager, stranger):
    client.force_login(manager)
    for tail in ("", "password/", "unlock/"):
        answer = client.get(f"/units/people/{stranger.pk}/{tail}")
        assert answer.status_code == 403
        assert "不在您管理的单位" in answer.content.decode()
    assert client.post(f"/units/people/{stranger.pk}/password/").status_code == 403
    assert User.objects.get(pk=stranger.pk).check_password(PASSWORD)
    assert client.get("/units/people/999999/").status_code == 404


def test_staff_may_be_looked_at_but_not_managed(client, manager, street):
    teacher = make_user(Role.INSTRUCTOR, street)
    client.force_login(manager)
    assert "由学院教务处管理" in page(client, f"/units/people/{teacher.pk}/")
    answer = client.post(f"/units/people/{teacher.pk}/password/")
    assert answer.status_code == 403
    assert "请联系学院教务处" in answer.content.decode()


def test_a_reset_asks_first_and_shows_the_password_once(client, manager, trainee):
    client.force_login(manager)
    address = f"/units/people/{trainee.pk}/password/"
    assert "重置王芳的密码？" in page(client, address)
    assert User.objects.get(pk=trainee.pk).check_password(PASSWORD)
    answer = client.post(address)
    assert "no-store" in answer["Cache-Control"]
    password = answer.context["password"]
    assert password in answer.content.decode()
    client.logout()
    signed = client.post("/login/", {"login": "13800001234", "password": password})
    assert signed["Location"] == "/login/password/"


def test_a_reset_ends_the_persons_sessions(client, manager, trainee, django_user_model):
    from django.test import Client

    theirs = Client()
    theirs.force_login(trainee)
    client.force_login(manager)
    client.post(f"/units/people/{trainee.pk}/password/")
    assert theirs.get("/me/").status_code == 302


def test_a_manager_unlocks_a_locked_person(client, manager, trainee):
    AccessAttempt.objects.create(
        username="wangfang", failures_since_start=5, attempt_time=clock.now()
    )
    client.force_login(manager)
    assert "暂时锁定" in page(client, "/units/")
    assert "15 分钟后自动解除" in page(client, f"/units/people/{trainee.pk}/")
    address = f"/units/people/{trainee.pk}/unlock/"
    assert "解除王芳的账号锁定？" in page(client, address)
    answer = client.post(address, follow=True)
    assert "王芳的账号已解除锁定" in answer.content.decode()
    assert not AccessAttempt.objects.exists()


def test_an_administrator_enters_at_the_top(client, city, trainee, stranger):
    client.force_login(make_user(Role.ADMINISTRATOR, city))
    words = page(client, "/units/")
    assert "王芳" in words
    assert "外人" in words
