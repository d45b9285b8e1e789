"""Names as typed, lock-out minutes, and what holds between the predicates."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academy.people import rules
from academy.people.enums import Role

NOW = dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC)
COOL_OFF = dt.timedelta(minutes=15)

posts = st.builds(
    rules.Post,
    role=st.sampled_from(Role.values),
    path=st.text("01", min_size=1, max_size=3),
)
standings = st.builds(
    rules.Standing,
    user_id=st.integers(1, 4),
    is_active=st.booleans(),
    is_superuser=st.booleans(),
    posts=st.lists(posts, max_size=3).map(tuple),
)


@pytest.mark.parametrize(
    "typed",
    [
        "13800001234",
        " 138 0000 1234 ",
        "138-0000-1234",
        "138－0000－1234",
        "138–0000–1234",
        "+86 138 0000 1234",
        "+8613800001234",
        "8613800001234",
        "008613800001234",
        "(+86)13800001234",
        "１３８００００１２３４",
        "＋８６　１３８　００００　１２３４",
    ],
)
def test_a_phone_is_read_however_it_was_typed(typed):
    assert rules.normalise_phone(typed) == "13800001234"


@pytest.mark.parametrize(
    "typed", ["", "1380000123", "138000012345", "12800001234", "xueyuan", "+1 5550100", "８６"]
)
def test_what_is_no_mobile_number_is_none(typed):
    assert rules.normalise_phone(typed) is None


def test_an_account_is_half_width_and_lower_case():
    assert rules.normalise_account("　ＸｕｅＹｕａｎ ") == "xueyuan"


def test_a_masked_phone_keeps_five_digits():
    assert rules.mask_phone("13800001234") == "138******34"
    assert rules.mask_phone(None) == ""


def minutes(*failures, now=NOW):
    return rules.minutes_locked(failures, limit=5, cool_off=COOL_OFF, now=now)


def test_four_failures_do_not_lock():
    assert minutes((NOW, 4)) == 0


def test_five_failures_lock_for_fifteen_minutes():
    assert minutes((NOW, 5)) == 15


def test_the_last_second_still_says_one_minute():
    assert minutes((NOW - COOL_OFF + dt.timedelta(seconds=1), 5)) == 1


def test_what_has_cooled_off_does_not_count():
    assert minutes((NOW - COOL_OFF - dt.timedelta(seconds=1), 5), (NOW, 4)) == 0


def test_failures_on_two_devices_add_up_and_the_older_one_opens_the_lock():
    assert minutes((NOW - dt.timedelta(minutes=10), 3), (NOW, 2)) == 5


@given(standings, standings)
def test_whose_password_one_manages_one_may_see(manager, person):
    if rules.can_manage_password(manager, person):
        assert rules.can_see_person(manager, person)


@given(standings, standings)
def test_nobody_manages_a_superuser_or_oneself(manager, person):
    if person.is_superuser or manager.user_id == person.user_id:
        assert not rules.can_manage_password(manager, person)


@given(standings)
def test_the_anonymous_see_nothing(person):
    nobody = rules.Standing()
    assert not rules.can_see_person(nobody, person)
    assert not rules.can_open_units(nobody)
    assert not any(rules.can_see_organisation(nobody, post.path) for post in person.posts)


MANAGER = rules.Standing(1, True, posts=(rules.Post(Role.ORGANISATION_MANAGER, "0001"),))


def person_with(*roles, path="00010001", **more):
    return rules.Standing(2, True, posts=tuple(rules.Post(r, path) for r in roles), **more)


def test_a_unit_manager_manages_trainees_of_the_subtree_alone():
    assert rules.can_manage_password(MANAGER, person_with(Role.TRAINEE))
    assert not rules.can_manage_password(MANAGER, person_with(Role.TRAINEE, path="0002"))
    assert not rules.can_manage_password(MANAGER, person_with())


@pytest.mark.parametrize("role", sorted(rules.STAFF_ROLES))
def test_a_unit_manager_never_manages_staff(role):
    assert not rules.can_manage_password(MANAGER, person_with(Role.TRAINEE, role))


def test_an_administrator_manages_all_but_superusers():
    jiaowu = rules.Standing(1, True, posts=(rules.Post(Role.ADMINISTRATOR, "9999"),))
    assert rules.can_manage_password(jiaowu, person_with(Role.INSTRUCTOR))
    assert rules.can_manage_password(jiaowu, person_with())
    assert not rules.can_manage_password(jiaowu, person_with(is_superuser=True))
