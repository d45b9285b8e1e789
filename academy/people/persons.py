"""Who is asking, and for which unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from academy.people import rules
from academy.people.models import Organisation, User
from academy.people.queries import UnitPlace, place_of, top_units

if TYPE_CHECKING:
    from django.http import HttpRequest

    from academy.people.rules import Standing


def person_of(request: HttpRequest) -> User | None:
    """Who is signed in, or nobody."""
    return request.user if isinstance(request.user, User) else None


def signed_in(request: HttpRequest) -> User:
    """The person of a request that only signed-in people can make."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def unit_asked_for(viewer: User, standing: Standing, code: str, what: str) -> UnitPlace:
    """The unit with this code, or where the viewer enters the tree; refused where not theirs.

    `what` is looked at there, in words: 人员, 学时.
    """
    if code:
        unit = get_object_or_404(Organisation, code=code)
        if not rules.can_see_organisation(standing, unit.path):
            raise PermissionDenied(f"“{unit}”不是您管理的单位或其下级单位，不能查看它的{what}。")
        return place_of(unit, viewer)
    tops = top_units(standing)
    return place_of(tops[0], viewer) if len(tops) == 1 else UnitPlace(None, [], tops)
