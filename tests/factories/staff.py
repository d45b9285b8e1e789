"""Staff for tests."""

import io
from typing import Any

from django.contrib.auth.models import Group
from django.core.management import call_command

from academy.people.enums import Role
from academy.people.models import User
from tests.factories.people import make_user


def make_staff(role: Role, **fields: Any) -> User:
    """Somebody in the group of a role, with the permissions that the academy gives it."""
    call_command("set_up_academy", stdout=io.StringIO())
    person = make_user(role, **fields)
    person.groups.add(*Group.objects.filter(name=role.label))
    return person
