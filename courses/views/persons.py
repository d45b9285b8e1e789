"""Who is asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from academy.people.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest


def person_of(request: HttpRequest) -> User | None:
    """Who is signed in, or nobody."""
    return request.user if isinstance(request.user, User) else None


def signed_in(request: HttpRequest) -> User:
    """The person of a request that only signed-in people can make."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
