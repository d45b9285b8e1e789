"""Posts and their groups, accounts, phones, passwords, the tree of units."""

import datetime as dt

import pytest
from axes.models import AccessAttempt
from wagtail.models import ModelLogEntry

from academy.core import clock
from academy.core.errors import ActionError
from academy.people import actions
from academy.people.enums import OrganisationLevel, Role
from academy.people.models import Membership, Organisation, User
from tests.factories.people import PASSWORD, make_organisation, make_user

pytestmark = pytest.mark.django_db


def groups_of(user):
    return set(user.groups.values_list("name", flat=True))


# --- posts ---


def test_a_granted_role_begins_today_and_joins_its_group():
    user, unit = make_user(), make_organisation()
    post = actions.grant_membership(user=user, organisation=unit, role=Role.INSTRUCTOR)
    assert (post.started_on, post.ended_on) == (clock.today(), None)
    assert groups_of(user) == {"教师"}


def test_granting_twice_keeps_one_post():
    user, unit = make_user(), make_organisation()
    first = actions.grant_membership(user=user, organisation=unit, role=Role.REVIEWER)
    second = actions.grant_membership(user=user, organisation=unit, role=Role.REVIEWER)
    assert first == second
    assert Membership.objects.count() == 1


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.LEADER, Role.ORGANISATION_MANAGER])
def test_roles_without_wagtail_work_have_no_group(role):
    user = make_user()
    actions.grant_membership(user=user, organisation=make_organisation(), role=role)
    assert groups_of(user) == set()


def test_the_group_is_left_with_the_last_post_of_the_role():
    user = make_user()
    posts = [
        actions.grant_membership(user=user, organisation=unit, role=Role.ADMINISTRATOR)
        for unit in (make_organisation(), make_organisation())
    ]
    actions.end_membership(membership=posts[0])
    assert groups_of(user) == {"教务"}
    actions.end_membership(membership=posts[1])
    actions.end_membership(membership=posts[1])
    assert groups_of(user) == set()


def test_an_ended_post_keeps_its_day_and_can_be_granted_anew():
    user, unit = make_user(), make_organisation()
    post = actions.grant_membership(
        user=user, organisation=unit, role=Role.TRAINEE, started_on=dt.date(2025, 1, 1)
    )
    actions.end_membership(membership=post, on=dt.date(2025, 6, 1))
    actions.end_membership(membership=post, on=dt.date(2025, 7, 1))
    assert post.ended_on == dt.date(2025, 6, 1)
    again = actions.grant_membership(user=user, organisation=unit, role=Role.TRAINEE)
    assert again != post


def test_a_post_ends_neither_tomorrow_nor_before_it_began():
    post = actions.grant_membership(
        user=make_user(), organisation=make_organisation(), role=Role.TRAINEE
    )
    with pytest.raises(ActionError, match="不能晚于今天"):
        actions.end_membership(membership=post, on=clock.today() + dt.timedelta(days=1))
    with pytest.raises(ActionError, match="不能早于开始日期"):
        actions.end_membership(membership=post, on=clock.today() - dt.timedelta(days=1))


# --- accounts ---


def test_a_person_is_made_with_normalised_names():
    person = actions.create_person(
        account=" ＷangFang ", name="王芳", phone="+86 138-0000-1234", password=PASSWORD
    )
    person.refresh_from_db()
    assert (person.username, person.phone) == ("wangfang", "13800001234")
    assert person.must_change_password
    assert person.check_password(PASSWORD)


def test_a_person_without_a_password_cannot_sign_in():
    assert not actions.create_person(account="li", name="李").has_usable_password()


@pytest.mark.parametrize(
    ("account", "phone", "why"),
    [
        ("taken", "", "已经有人使用"),
        ("TAKEN", "", "已经有人使用"),
        ("has space", "", "不能有空格"),
        ("13900000001", "", "不能是别人的手机号"),
        ("new", "13900000000", "已登记在另一个账号上"),
        ("new", "12345", "11 位数字"),
    ],
)
def test_an_account_is_refused_in_words(account, phone, why):
    make_user(username="taken", phone="13900000000")
    with pytest.raises(ActionError, match=why):
        actions.create_person(account=account, name="新人", phone=phone)


def test_an_account_may_be_ones_own_phone():
    person = actions.create_person(account="13900000001", name="新人", phone="139 0000 0001")
    assert person.username == person.phone == "13900000001"


def test_a_person_needs_a_name():
    with pytest.raises(ActionError, match="姓名"):
        actions.create_person(account="new", name=" ")


def test_a_phone_is_changed_and_taken_away():
    person = make_user()
    actions.change_phone(person=person, phone="138 0000 1234")
    assert User.objects.get(pk=person.pk).phone == "13800001234"
    actions.change_phone(person=person, phone="13800001234")
    actions.change_phone(person=person, phone="")
    assert User.objects.get(pk=person.pk).phone is None


def test_a_phone_that_is_another_persons_account_is_refused():
    make_user(username="13800001234")
    with pytest.raises(ActionError, match="另一个账号"):
        actions.change_phone(person=make_user(), phone="13800001234")


# --- passwords and locks ---


@pytest.fixture
def unit():
    return make_organisation()


@pytest.fixture
def manager(unit):
    return make_user(Role.ORGANISATION_MANAGER, unit)


@pytest.fixture
def trainee(unit):
    below = make_organisation(Organisation.objects.get(pk=unit.pk))
    return make_user(Role.TRAINEE, below)


def test_a_manager_resets_to_a_one_time_password(manager, trainee):
    AccessAttempt.objects.create(username=trainee.username, failures_since_start=5)
    password = actions.reset_password_by_manager(manager=manager, person=trainee)
    trainee.refresh_from_db()
    assert trainee.check_password(password)
    assert trainee.must_change_password
    assert not AccessAttempt.objects.exists()
    entry = ModelLogEntry.objects.get()
    assert (entry.action, entry.user, entry.object_id) == (
        "people.reset_password",
        manager,
        str(trainee.pk),
    )


def test_one_time_passwords_differ_and_can_be_read_out(manager, trainee):
    made = {actions.reset_password_by_manager(manager=manager, person=trainee) for _ in range(3)}
    assert len(made) == 3
    assert all(len(password) == 14 and not set(password) & set("l1o0i") for password in made)


def test_unlocking_forgets_failures_and_keeps_the_password(manager, trainee):
    AccessAttempt.objects.create(username=trainee.username, failures_since_start=5)
    actions.unlock_account(manager=manager, person=trainee)
    assert not AccessAttempt.objects.exists()
    assert User.objects.get(pk=trainee.pk).check_password(PASSWORD)
    assert ModelLogEntry.objects.get().action == "people.unlock"


def test_another_units_person_is_refused_and_unchanged(manager):
    stranger = make_user(Role.TRAINEE)
    for deed in (actions.reset_password_by_manager, actions.unlock_account):
        with pytest.raises(ActionError, match="只管本单位及下级单位的学员"):
            deed(manager=manager, person=stranger)
    assert User.objects.get(pk=stranger.pk).check_password(PASSWORD)


def test_a_password_of_ones_own_ends_the_first_sign_in():
    person = make_user(must_change_password=True)
    actions.set_own_password(person=person, password="another-horse-9")
    person.refresh_from_db()
    assert person.check_password("another-horse-9")
    assert not person.must_change_password


# --- units ---


def test_units_are_made_and_moved_in_the_tree():
    city = actions.create_organisation(name="市", code="1", level=OrganisationLevel.CITY)
    district = actions.create_organisation(
        name="区", code="11", level=OrganisationLevel.DISTRICT, parent=city
    )
    other = actions.create_organisation(name="另一市", code="2", level=OrganisationLevel.CITY)
    assert district.path.startswith(city.path)
    actions.move_organisation(organisation=district, parent=other)
    district.refresh_from_db()
    assert district.path.startswith(other.path)
    with pytest.raises(ActionError, match="自己的下级"):
        actions.move_organisation(organisation=other, parent=district)


def test_a_code_names_one_unit():
    actions.create_organisation(name="市", code="1", level=OrganisationLevel.CITY)
    with pytest.raises(ActionError, match="代码“1”"):
        actions.create_organisation(name="又一市", code="1", level=OrganisationLevel.CITY)
