"""The secret address of a person's calendar: opened, renewed, closed. Everybody for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from academy.classes.models import CalendarFeed
from academy.core import clock

if TYPE_CHECKING:
    from academy.people.models import User


@transaction.atomic
def open_feed(*, user: User) -> CalendarFeed:
    """The feed of a person, made where there is none."""
    feed, _ = CalendarFeed.objects.get_or_create(user=user, revoked_at=None)
    return feed


@transaction.atomic
def renew_feed(*, user: User) -> CalendarFeed:
    """Another address; the old one is dead from now on."""
    revoke_feed(user=user)
    return open_feed(user=user)


def revoke_feed(*, user: User) -> int:
    """The address is dead; how many that were (0 or 1)."""
    return CalendarFeed.objects.filter(user=user, revoked_at=None).update(revoked_at=clock.now())
