"""Who may see and do what, how sign-in names are read, how long a lock lasts. Plain values only."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from academy.people.enums import Role

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

# Roles whose holders author, review or administer in Wagtail: each has a Django group.
GROUP_ROLES = (Role.INSTRUCTOR, Role.REVIEWER, Role.ADMINISTRATOR)
STAFF_ROLES = frozenset(Role) - {Role.TRAINEE}
SEE_EVERYONE = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
SEE_TRAINEES = frozenset({Role.HEAD_TEACHER, Role.LEADER})

_MOBILE = re.compile(r"1[3-9]\d{9}")
_PHONE_FILLING = re.compile(r"[\s().·‐-―-]+")


@dataclass(frozen=True)
class Post:
    """A role held now, at the place `path` of the organisation tree."""

    role: str
    path: str


@dataclass(frozen=True)
class Standing:
    """What the rules know about a person. The default is an anonymous visitor."""

    user_id: int | None = None
    is_active: bool = False
    is_superuser: bool = False
    posts: tuple[Post, ...] = ()

    def has_any(self, roles: Iterable[str]) -> bool:
        return not {post.role for post in self.posts}.isdisjoint(roles)

    @property
    def managed_paths(self) -> tuple[str, ...]:
        """Tops of the subtrees this person manages."""
        managed = (p.path for p in self.posts if p.role == Role.ORGANISATION_MANAGER)
        return tuple(sorted(set(managed)))

    @property
    def sees_everyone(self) -> bool:
        return self.is_active and (self.is_superuser or self.has_any(SEE_EVERYONE))

    @property
    def sees_trainees(self) -> bool:
        return self.is_active and self.has_any(SEE_TRAINEES)


def is_within(path: str, tops: Iterable[str]) -> bool:
    """Whether a place of the tree is one of `tops` or below one."""
    return any(path.startswith(top) for top in tops)


def can_see_person(viewer: Standing, person: Standing) -> bool:
    """Pair of `UserQuerySet.visible_to`."""
    if not viewer.is_active:
        return False
    if viewer.sees_everyone or viewer.user_id == person.user_id:
        return True
    if viewer.sees_trainees and person.has_any({Role.TRAINEE}):
        return True
    return any(is_within(post.path, viewer.managed_paths) for post in person.posts)


def can_see_organisation(viewer: Standing, path: str) -> bool:
    """Pair of `OrganisationQuerySet.visible_to`."""
    if not viewer.is_active:
        return False
    if viewer.sees_everyone or viewer.sees_trainees:
        return True
    return is_within(path, viewer.managed_paths) or path in {p.path for p in viewer.posts}


def can_see_membership(viewer: Standing, *, user_id: int, post: Post, is_current: bool) -> bool:
    """Pair of `MembershipQuerySet.visible_to`. One's own past posts stay visible to oneself."""
    if not viewer.is_active:
        return False
    if viewer.sees_everyone or viewer.user_id == user_id:
        return True
    if not is_current:
        return False
    if viewer.sees_trainees and post.role == Role.TRAINEE:
        return True
    return is_within(post.path, viewer.managed_paths)


def can_open_units(viewer: Standing) -> bool:
    """Whether the list of units and their people is for this person."""
    if viewer.sees_everyone or viewer.sees_trainees:
        return True
    return viewer.is_active and bool(viewer.managed_paths)


def can_manage_password(manager: Standing, person: Standing) -> bool:
    """Administrators for all but superusers; unit managers for trainees of theirs, not staff."""
    if not manager.is_active or person.is_superuser or manager.user_id == person.user_id:
        return False
    if manager.is_superuser or manager.has_any({Role.ADMINISTRATOR}):
        return True
    if not is_kept_by_unit(person):
        return False
    return any(is_within(post.path, manager.managed_paths) for post in person.posts)


def is_kept_by_unit(person: Standing) -> bool:
    """Whether the managers of the person's units look after the account: of trainees, not staff."""
    if person.is_superuser or person.has_any(STAFF_ROLES):
        return False
    return person.has_any({Role.TRAINEE})


def normalise_phone(text: str) -> str | None:
    """Eleven digits of a mainland mobile number, however it was typed; None when it is none."""
    digits = _PHONE_FILLING.sub("", unicodedata.normalize("NFKC", text))
    for prefix in ("+86", "0086"):
        digits = digits.removeprefix(prefix)
    if len(digits) == 13:
        digits = digits.removeprefix("86")
    return digits if digits.isascii() and _MOBILE.fullmatch(digits) else None


def normalise_account(text: str) -> str:
    """An account as stored: no outer spaces, half width, lower case."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def mask_phone(phone: str | None) -> str:
    """The first three and last two digits, for lists."""
    return f"{phone[:3]}******{phone[-2:]}" if phone else ""


def minutes_locked(
    failures: Iterable[tuple[dt.datetime, int]],
    *,
    limit: int,
    cool_off: dt.timedelta,
    now: dt.datetime,
) -> int:
    """Whole minutes, rounded up, until fewer than `limit` failures are young enough to count.

    `failures`: (instant of the last one, how many) per device. 0: not locked.
    """
    young = sorted(item for item in failures if item[0] + cool_off >= now)
    total = sum(count for _, count in young)
    opens_at = now
    for instant, count in young:
        if total < limit:
            break
        opens_at, total = instant + cool_off, total - count
    seconds = (opens_at - now).total_seconds()
    return int(-(-seconds // 60))
