"""A unit's hours in words: how many have reached what their category asks for."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from academy.core import clock
from academy.learning.models import AnnualTarget
from academy.learning.queries.units import hours_of_unit
from academy.people.enums import Role
from tests.factories.certification import give_hours
from tests.factories.people import make_category, make_organisation, make_user

pytestmark = pytest.mark.django_db
YEAR = clock.today().year


@pytest.fixture
def district():
    """A district with a community: three trainees with a target of 50 online, one without any."""
    unit, category = make_organisation(name="宽城区"), make_category(online="50")
    AnnualTarget.objects.create(
        category=category, kind="classroom", hours=40, valid_from=dt.date(2023, 1, 1)
    )
    community = make_organisation(unit)
    people = [make_user(Role.TRAINEE, community, category=category) for _ in range(3)]
    make_user(Role.TRAINEE, unit)
    give_hours(people[0], "50", year=YEAR)
    give_hours(people[1], "49.75", year=YEAR)
    # Concentrated hours of several kinds count together.
    give_hours(people[0], "30", year=YEAR, kind="classroom")
    give_hours(people[0], "10", year=YEAR, kind="field")
    return unit


def test_odd_code_of_a_unit_names_none(client, district):
    client.force_login(make_user(Role.ADMINISTRATOR))
    address = reverse("learning:unit-hours")
    assert client.get(address, {"unit": "no\x00where"}).status_code == 404
    assert client.get(address, {"unit": district.code + "\x00"}).status_code == 200


def test_people_are_counted_not_ranked(district):
    hours = hours_of_unit(district, YEAR)
    assert hours.people == 4
    assert [part.words for part in hours.parts] == [
        "集中培训：有年度要求的 3 人，已达到 1 人，还有 2 人没有达到",
        "网络自学：有年度要求的 3 人，已达到 1 人，还有 2 人没有达到",
    ]


def test_later_target_takes_the_place_of_the_earlier(district):
    target = AnnualTarget.objects.get(kind="online")
    AnnualTarget.objects.create(
        category=target.category,
        kind="online",
        hours=Decimal("49.75"),
        valid_from=dt.date(YEAR, 1, 1),
    )
    assert [part.reached for part in hours_of_unit(district, YEAR).parts] == [1, 2]


def test_unit_without_targets_says_so():
    hours = hours_of_unit(make_organisation(), YEAR)
    assert hours.parts[0].words == "集中培训：没有定年度要求的学员"


def test_manager_sees_the_own_subtree_and_no_other(client, district):
    manager, other = make_user(Role.ORGANISATION_MANAGER, district), make_organisation()
    client.force_login(manager)
    page = client.get(reverse("learning:unit-hours")).content.decode()
    assert "宽城区的学时" in page
    assert "学员 4 人" in page
    answer = client.get(reverse("learning:unit-hours"), {"unit": other.code})
    assert answer.status_code == 403
    client.force_login(make_user(Role.TRAINEE, district))
    assert client.get(reverse("learning:unit-hours")).status_code == 403


@pytest.mark.parametrize("n", [1, 3])
def test_page_costs_the_same_for_few_and_for_many(n, client, django_assert_num_queries):
    unit, category = make_organisation(), make_category()
    for _ in range(n):
        make_user(Role.TRAINEE, unit, category=category)
    client.force_login(make_user(Role.ORGANISATION_MANAGER, unit))
    with django_assert_num_queries(11):
        client.get(reverse("learning:unit-hours"))
