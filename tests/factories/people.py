"""People and units for tests: plain functions, every argument optional."""

import datetime as dt
from itertools import count
from typing import Any

from academy.learning.models import AnnualTarget
from academy.people.enums import OrganisationLevel, Role
from academy.people.models import Membership, Organisation, TraineeCategory, User

PASSWORD = "correct-horse-9"
_serial = count(1)


def make_organisation(parent: Organisation | None = None, **fields: Any) -> Organisation:
    """A unit below `parent`, or a new root."""
    n = next(_serial)
    values = {
        "name": f"演示单位{n}",
        "code": f"T{n}",
        "level": OrganisationLevel.COMMUNITY,
    } | fields
    return parent.add_child(**values) if parent else Organisation.add_root(**values)


def make_category(online: str = "50") -> TraineeCategory:
    """A category of trainees with a yearly target."""
    n = next(_serial)
    category = TraineeCategory.objects.create(code=f"category-{n}", name=f"类别{n}")
    AnnualTarget.objects.create(
        category=category, kind="online", hours=online, valid_from=dt.date(2023, 1, 1)
    )
    return category


def make_user(
    role: Role | None = None, organisation: Organisation | None = None, **fields: Any
) -> User:
    """A person who can sign in with PASSWORD, with one role if asked."""
    n = next(_serial)
    password = fields.pop("password", PASSWORD)
    user = User(
        username=fields.pop("username", f"user{n}"), name=fields.pop("name", f"学员{n}"), **fields
    )
    user.set_password(password)
    user.save()
    if role:
        Membership.objects.create(
            user=user,
            organisation=organisation or make_organisation(),
            role=role,
            started_on=dt.date(2020, 1, 1),
        )
    return user
