"""Rows that get their ids before they are written."""

import pytest

from academy.core import clock
from academy.desk.scale.tables import Tables
from academy.people.enums import Role
from academy.people.models import Membership, User
from courses.models import Reading
from tests.factories.people import make_organisation, make_user

pytestmark = pytest.mark.django_db


def test_rows_name_each_other_before_they_are_there():
    unit, tables = make_organisation(), Tables()
    person = User(username="first", name="演示")
    post = Membership(user=person, organisation=unit, role=Role.TRAINEE, started_on=clock.today())
    tables.add(person)
    tables.add(post)
    assert not User.objects.filter(username="first").exists()
    tables.write()
    assert User.objects.get(username="first").memberships.get() == post


def test_the_database_goes_on_counting_after_them():
    make_user()
    tables = Tables()
    written = [tables.add(User(username=f"row{n}", name="演示")) for n in range(5)]
    tables.write()
    assert make_user().pk > max(person.pk for person in written)
    again = tables.add(User(username="again", name="演示"))
    tables.write()
    assert User.objects.get(username="again") == again


def test_nothing_to_write_is_no_fault():
    Tables().write()


def test_a_kind_would_lose_its_own_columns():
    with pytest.raises(TypeError, match="Reading"):
        Tables().add(Reading(title="阅读"))
