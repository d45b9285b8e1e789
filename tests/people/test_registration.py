"""Many trainees at once, and taking back those nobody used."""

import datetime as dt

import pytest
from django.contrib.auth import authenticate

from academy.core.errors import ActionError
from academy.notices.models import Notice
from academy.people.actions import (
    NewTrainee,
    register_trainees,
    remove_unused_trainees,
    reset_password_by_manager,
)
from academy.people.enums import Role
from academy.people.models import Membership, User
from tests.factories.people import make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_organisation()


def register(unit, *accounts, **fields):
    people = [NewTrainee(account=each, name="张三", organisation_id=unit.pk) for each in accounts]
    return register_trainees(people=people)


def test_registered_people_are_trainees_who_cannot_sign_in_yet(unit):
    [person] = register_trainees(
        people=[NewTrainee(" ZhangSan", " 张三 ", unit.pk, phone="13800001234")]
    )
    post = person.memberships.get()
    assert (person.username, person.name, person.phone) == ("zhangsan", "张三", "13800001234")
    assert (post.organisation, post.role, post.ended_on) == (unit, Role.TRAINEE, None)
    assert person.must_change_password
    for password in ("", "!", person.password):
        assert not person.check_password(password)


def test_one_time_password_of_their_manager_opens_the_account(unit, rf):
    [person] = register(unit, "zhangsan")
    manager = make_user(Role.ORGANISATION_MANAGER, unit)
    password = reset_password_by_manager(manager=manager, person=person)
    assert authenticate(rf.post("/login/"), username="zhangsan", password=password) == person


@pytest.mark.parametrize("account", ["lisi", "13800001234"])
def test_taken_account_or_phone_registers_nobody(unit, account):
    make_user(username="lisi", phone="13800001234")
    with pytest.raises(ActionError, match="没有写入任何人"):
        register(unit, "zhangsan", account)
    assert User.objects.count() == 1


def test_one_account_twice_registers_nobody(unit):
    with pytest.raises(ActionError, match="没有写入任何人"):
        register(unit, "zhangsan", "ZhangSan")
    assert not User.objects.exists()


def test_registering_costs_the_same_for_one_and_for_three(unit, django_assert_num_queries):
    for accounts in (["a"], ["b", "c", "d"]):
        with django_assert_num_queries(9):
            register(unit, *accounts)


def test_unused_accounts_go_with_their_posts(unit):
    made = register(unit, "a", "b")
    assert remove_unused_trainees(ids=[person.pk for person in made]) == set()
    assert (User.objects.count(), Membership.objects.count()) == (0, 0)


def test_used_accounts_stay(unit):
    signed_in, with_password, promoted, noticed, unused = register(unit, *"abcde")
    User.objects.filter(pk=signed_in.pk).update(last_login=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    with_password.set_password("correct-horse-9")
    with_password.save()
    Membership.objects.filter(user=promoted).update(role=Role.LIAISON)
    Notice.objects.create(person=noticed, kind="x", title="x", key="x")
    ids = [p.pk for p in (signed_in, with_password, promoted, noticed, unused)]
    kept = remove_unused_trainees(ids=ids)
    assert kept == {signed_in.pk, with_password.pk, promoted.pk, noticed.pk}
    assert remove_unused_trainees(ids=[noticed.pk], besides=[Notice]) == set()
    assert set(User.objects.all()) == {signed_in, with_password, promoted}
