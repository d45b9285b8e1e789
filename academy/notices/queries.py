"""Reads of notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from academy.notices.channels import channels
from academy.notices.models import Mute, Notice

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from academy.people.models import User


def notices_of(person: User) -> QuerySet[Notice]:
    """One's notices, newest first."""
    return Notice.objects.visible_to(person).order_by("-created_at", "-pk")


def unread_count(viewer: User | AnonymousUser) -> int:
    """How many of one's notices are unread: one query over an index; none for visitors."""
    return Notice.objects.filter(person=viewer.pk).unread().count() if viewer.pk else 0


def is_muted(person: User, channel: str) -> bool:
    """Whether the person switched this channel off."""
    return Mute.objects.filter(person=person, channel=channel).exists()


def address_of(person: User, channel: str) -> str:
    """Where this channel would reach the person; empty where nowhere."""
    return channels.items()[channel].address(person)
