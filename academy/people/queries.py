"""Reads about people, their units and their locks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Prefetch, Q

from academy.core import clock
from academy.people import rules
from academy.people.enums import Role
from academy.people.models import Membership, Organisation, User, within

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from django.db.models import QuerySet


# --- Sign-in names and locks ---
def account_of(login: str) -> str:
    """The stored account that a sign-in name (account or phone) stands for.

    Unknown names come back normalised, so that they lock like known ones.
    """
    account = rules.normalise_account(login)
    number = rules.normalise_phone(account)
    if number is None:
        return account
    owners = User.objects.filter(Q(username=number) | Q(phone=number))
    return owners.values_list("username", flat=True).first() or number


def locked_minutes(accounts: Iterable[str]) -> dict[str, int]:
    """Minutes until each locked account opens by itself; open ones are left out. One query."""
    failures: dict[str, list[tuple[dt.datetime, int]]] = defaultdict(list)
    rows = AccessAttempt.objects.filter(username__in=list(accounts))
    for account, instant, count in rows.values_list(
        "username", "attempt_time", "failures_since_start"
    ):
        failures[account].append((instant, count))
    minutes = {account: _minutes(found) for account, found in failures.items()}
    return {account: left for account, left in minutes.items() if left}


def _minutes(failures: list[tuple[dt.datetime, int]]) -> int:
    return rules.minutes_locked(
        failures, limit=settings.AXES_FAILURE_LIMIT, cool_off=get_cool_off(), now=clock.now()
    )


# --- Posts and whom to ask ---
@dataclass(frozen=True)
class PostLine:
    """A post in words: the role, and the unit with those above it, from the top down."""

    role: str
    unit: str


def current_posts(person: User) -> list[PostLine]:
    """What a person is and where, today, in tree order. Two queries."""
    held = person.memberships.current(clock.today()).select_related("organisation")
    posts = list(held.order_by("organisation__path", "role"))
    above = {path for post in posts for path in post.organisation.ancestor_paths}
    names = dict(Organisation.objects.filter(path__in=above).values_list("path", "name"))
    return [
        PostLine(
            role=post.get_role_display(),
            unit=" › ".join(
                [
                    *(names[path] for path in post.organisation.ancestor_paths),
                    str(post.organisation),
                ]
            ),
        )
        for post in posts
    ]


def managers_for(person: User, standing: rules.Standing) -> list[str]:
    """Names of the managers nearest above a person's units, at most three. One query."""
    step = Organisation.steplen
    paths = {p.path[:end] for p in standing.posts for end in range(step, len(p.path) + 1, step)}
    posts = Membership.objects.current(clock.today()).filter(
        role=Role.ORGANISATION_MANAGER, organisation__path__in=paths, user__is_active=True
    )
    found = posts.exclude(user=person).order_by("-organisation__depth", "user_id")
    names = found.values_list("user__name", "organisation__name")[:3]
    return [f"{name}（{unit}）" for name, unit in names]


def keepers_of(person: User, standing: rules.Standing) -> list[str]:
    """Names of the managers who look after an account; none where the academy's office does."""
    return managers_for(person, standing) if rules.is_kept_by_unit(standing) else []


# --- Units and their people ---
@dataclass(frozen=True)
class UnitPlace:
    """A place in the part of the tree a viewer may look at.

    `unit` is None where the viewer has several tops; `trail` leads to it from the top, `below`
    are the units to go down to.
    """

    unit: Organisation | None
    trail: list[Organisation]
    below: list[Organisation]


def top_units(standing: rules.Standing) -> list[Organisation]:
    """Where a viewer enters the tree: the managed units, or every root."""
    if standing.sees_everyone or standing.sees_trainees:
        return list(Organisation.objects.filter(depth=1))
    tops = [p for p in standing.managed_paths if not _is_below(p, standing.managed_paths)]
    return list(Organisation.objects.filter(path__in=tops))


def _is_below(path: str, others: Iterable[str]) -> bool:
    return any(path != other and path.startswith(other) for other in others)


def place_of(unit: Organisation, viewer: User) -> UnitPlace:
    """A unit with the visible ones above it and its children."""
    near = Q(path__in=unit.ancestor_paths) | Q(path__startswith=unit.path, depth=unit.depth + 1)
    units = list(Organisation.objects.visible_to(viewer).filter(near))
    return UnitPlace(
        unit=unit,
        trail=[above for above in units if above.depth < unit.depth],
        below=[child for child in units if child.depth > unit.depth],
    )


def people_in(units: Iterable[Organisation], *, viewer: User, words: str = "") -> QuerySet[User]:
    """The visible people of units and all below them, by name or account, with their posts."""
    today = clock.today()
    posts = Membership.objects.current(today).filter(
        within((unit.path for unit in units), "organisation__path")
    )
    people: QuerySet[User] = User.objects.visible_to(viewer)
    people = people.filter(pk__in=posts.values("user_id"))
    shown = Membership.objects.current(today).select_related("organisation")
    return (
        people.filter(_named(words))
        .prefetch_related(Prefetch("memberships", shown.order_by("role"), to_attr="posts_now"))
        .order_by("name", "pk")
    )


def _named(words: str) -> Q:
    words = words.strip()
    if not words:
        return Q()
    number = rules.normalise_phone(words)
    account = Q(username__startswith=rules.normalise_account(words))
    return Q(name__icontains=words) | account | (Q(phone=number) if number else Q(pk__in=[]))
