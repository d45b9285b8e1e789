"""One demo account for each role, and who has a yearly target."""

import pytest

from academy.desk.demo.accounts import ACCOUNTS, seed_accounts
from academy.people.enums import OrganisationLevel
from academy.people.models import TraineeCategory, User
from tests.factories.people import make_organisation

pytestmark = pytest.mark.django_db


def test_only_the_trainee_has_a_category():
    TraineeCategory.objects.create(code="community", name="社区工作者")
    city = make_organisation(level=OrganisationLevel.CITY)
    district = make_organisation(city, level=OrganisationLevel.DISTRICT)
    seed_accounts([make_organisation(district)])
    seen = dict(User.objects.values_list("username", "category__code"))
    assert seen == {account.username: None for account in ACCOUNTS} | {
        "xueyuan": "community",
        "admin": None,
    }
