"""Posts: giving one, ending one, and the Django groups that follow from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import Group
from django.db import transaction

from academy.core import clock
from academy.core.errors import ActionError
from academy.people.enums import Role
from academy.people.models import Membership
from academy.people.rules import GROUP_ROLES

if TYPE_CHECKING:
    import datetime as dt

    from academy.people.models import Organisation, User


@transaction.atomic
def grant_membership(
    *, user: User, organisation: Organisation, role: Role, started_on: dt.date | None = None
) -> Membership:
    """Give a person a role in a unit, from `started_on` (today); a role held already is kept."""
    started_on = started_on or clock.today()
    if started_on > clock.today():
        raise ActionError("任职开始日期不能晚于今天。")
    membership, _ = Membership.objects.get_or_create(
        user=user,
        organisation=organisation,
        role=role,
        ended_on=None,
        defaults={"started_on": started_on},
    )
    _keep_groups_in_step(user, Role(role))
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, on: dt.date | None = None) -> Membership:
    """End a post: `on` (today) is the first day without it. An ended post is left as it is."""
    if membership.ended_on is None:
        membership.ended_on = _end_day(membership, on or clock.today())
        membership.save(update_fields=["ended_on"])
    _keep_groups_in_step(membership.user, Role(membership.role))
    return membership


def _end_day(membership: Membership, on: dt.date) -> dt.date:
    if on > clock.today():
        raise ActionError("任职结束日期不能晚于今天；请到那一天再结束。")
    if on < membership.started_on:
        raise ActionError("任职结束日期不能早于开始日期。")
    return on


def _keep_groups_in_step(user: User, role: Role) -> None:
    """The group named like the role has exactly the people who hold the role now."""
    if role not in GROUP_ROLES:
        return
    group, _ = Group.objects.get_or_create(name=role.label)
    if user.memberships.current(clock.today()).filter(role=role).exists():
        user.groups.add(group)
    else:
        user.groups.remove(group)
