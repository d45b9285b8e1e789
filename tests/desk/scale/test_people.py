"""Invented people."""

import datetime as dt
import random
from collections import Counter

import pytest

from academy.desk.scale import people
from academy.desk.scale.names import invent_name
from academy.people.enums import OrganisationLevel, Role
from academy.people.models import Membership, Organisation, TraineeCategory, User
from academy.people.rules import normalise_phone
from tests.factories.people import make_organisation

TOWN = Organisation(pk=1, name="演示社区")
VILLAGE = Organisation(pk=2, name="演示村委会")


def test_names_are_those_of_people():
    chance = random.Random(1)
    names = Counter(invent_name(chance) for _ in range(5000))
    assert len(names) > 2000
    assert {len(name) for name in names} <= {2, 3, 4}
    assert all("一" <= character <= "鿿" for name in names for character in name)


def test_phones_belong_to_nobody_and_to_one_account_each():
    accounts = [people.account(kind, n) for kind in people.PHONES for n in (1, 92_000)]
    phones = {account["phone"] for account in accounts}
    assert len(phones) == len(accounts)
    assert all(normalise_phone(phone) == phone for phone in phones)
    assert {phone[:4] for phone in phones} == {"1541", "1542", "1543"}


def test_communities_send_more_than_villages():
    places, chance = people.Places.of([TOWN, VILLAGE]), random.Random(1)
    units = Counter(places.one(chance).name for _ in range(600))
    assert 3 < units[TOWN.name] / units[VILLAGE.name] < 8


def test_people_join_within_the_days_and_by_season():
    calendar = people.Calendar.of(dt.date(2025, 1, 1), 365)
    chance = random.Random(1)
    months = Counter(calendar.one(chance).month for _ in range(3000))
    assert set(months) == set(range(1, 13))
    assert months[5] > 3 * months[2]


def test_most_do_little_and_a_few_do_much():
    chance = random.Random(1)
    habits = [people.invent_habits(chance) for _ in range(2000)]
    courses = Counter(one.courses for one in habits)
    assert courses[0] + courses[1] > 3 * (courses[2] + courses[4])
    assert courses[2] > courses[4] > 0
    assert 0 < sum(one.visits for one in habits) < 200
    assert all(0 < one.skill < 1 for one in habits)


@pytest.mark.django_db
def test_a_trainee_is_marked_and_cannot_sign_in():
    category = TraineeCategory(pk=1, code="community")
    settings = people.Settings(
        people.Places.of([TOWN]),
        people.Calendar.of(dt.date(2025, 1, 1), 30),
        {"community": category, "cadre": category},
    )
    post, joined = people.invent_trainee(42, settings, random.Random(1))
    person = post.user
    assert person.username == "trainee000042"
    assert person.name.endswith("（演示）")
    assert not person.has_usable_password()
    assert post.role == Role.TRAINEE
    assert person.date_joined == joined
    assert post.started_on == joined.date()


@pytest.mark.django_db
def test_teachers_and_managers_are_made_once():
    city = make_organisation(level=OrganisationLevel.CITY)
    for name in ("甲区", "乙区"):
        make_organisation(city, name=name, level=OrganisationLevel.DISTRICT)
    first = people.seed_teachers(2, seed=1)
    assert people.seed_teachers(3, seed=1)[:2] == first
    managers = people.seed_managers(seed=1)
    assert people.seed_managers(seed=1) == managers
    assert User.objects.count() == 5
    posts = Membership.objects.filter(user__in=managers)
    assert {post.organisation.name for post in posts} == {"甲区", "乙区"}
    assert {post.role for post in posts} == {Role.ORGANISATION_MANAGER}


@pytest.mark.django_db
def test_the_last_serial_is_that_of_the_last_trainee():
    assert people.last_serial() == 0
    for name in ("trainee000007", "trainee000012", "trainee-of-mine"):
        User.objects.create(username=name, name="演示")
    assert people.last_serial() == 12
