"""Many trainees at once: their accounts and posts, and taking back those nobody used."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q

from academy.core import clock
from academy.core.errors import ActionError
from academy.core.queries import pointed_at
from academy.people import rules
from academy.people.enums import Role
from academy.people.models import Membership, User

if TYPE_CHECKING:
    from django.db.models import Model

BATCH = 500
TAKEN = "同时有人登记了同样的账号或手机号，这次没有写入任何人，请再试一次。"


@dataclass(frozen=True)
class NewTrainee:
    """A person to register. `phone`: normalised, or empty; `account`: as typed."""

    account: str
    name: str
    organisation_id: int
    phone: str = ""


@transaction.atomic
def register_trainees(*, people: Sequence[NewTrainee]) -> list[User]:
    """Accounts for `people`, each a trainee of their unit; all of them or none, in this order.

    Nobody can sign in with such an account: it has no password until a manager or the office
    gives a one-time one (`reset_password_by_manager`), which the first sign-in replaces. Hashing
    thousands here would take minutes, and thousands of passwords would lie about in a file.
    Raises ActionError where an account or phone is taken.
    """
    users = [_user(each) for each in people]
    _refuse_taken(users)
    try:
        with transaction.atomic():
            made: list[User] = User.objects.bulk_create(users, batch_size=BATCH)
    except IntegrityError as error:
        raise ActionError(TAKEN) from error
    posts = zip(made, people, strict=True)
    grant_trainee_posts(units={user.pk: each.organisation_id for user, each in posts})
    return made


def _user(each: NewTrainee) -> User:
    if not each.name.strip() or not each.account:
        raise ActionError("请填写姓名和账号。")
    account = rules.normalise_account(each.account)
    user = User(username=account, name=each.name.strip(), phone=each.phone or None)
    user.must_change_password = True
    user.set_unusable_password()
    return user


def _refuse_taken(users: Sequence[User]) -> None:
    """An account may not be somebody's phone, nor a phone somebody's account."""
    for start in range(0, len(users), BATCH):
        names = {n for u in users[start : start + BATCH] for n in (u.username, u.phone) if n}
        if User.objects.filter(Q(username__in=names) | Q(phone__in=names)).exists():
            raise ActionError(TAKEN)


@transaction.atomic
def grant_trainee_posts(*, units: Mapping[int, int]) -> int:
    """Make people (by id) trainees of units (by id) from today; how many.

    For people who are no trainees anywhere. No Django group belongs to trainees.
    """
    today = clock.today()
    posts = [
        Membership(user_id=person, organisation_id=unit, role=Role.TRAINEE, started_on=today)
        for person, unit in units.items()
    ]
    return len(Membership.objects.bulk_create(posts, batch_size=BATCH))


@transaction.atomic
def remove_unused_trainees(
    *, ids: Collection[int], besides: Iterable[type[Model]] = ()
) -> set[int]:
    """Delete the accounts among `ids` that were registered and never used; which were kept.

    Kept: whoever has signed in, got a password, holds another post, or is pointed at by a row of
    any table but those in `besides` (what the caller wrote itself).
    """
    used = pointed_at(ids, User, besides=[Membership, *besides])
    used |= _with_other_posts(ids)
    for part in _batches(set(ids) - used):
        people = User.objects.filter(pk__in=part)
        fresh = [p.pk for p in people if p.last_login is None and not p.has_usable_password()]
        used |= set(part) - set(fresh)
        Membership.objects.filter(user_id__in=fresh).delete()
        User.objects.filter(pk__in=fresh).delete()
    return used


def _batches(ids: Collection[int]) -> Iterator[list[int]]:
    listed = sorted(ids)
    for start in range(0, len(listed), BATCH):
        yield listed[start : start + BATCH]


def _with_other_posts(ids: Collection[int]) -> set[int]:
    """Those with a post besides the first, or one as something else than a trainee."""
    posts, found = dict[int, int](), set[int]()
    for part in _batches(ids):
        rows = Membership.objects.filter(user_id__in=part)
        for person, role in rows.values_list("user_id", "role"):
            posts[person] = posts.get(person, 0) + 1
            if posts[person] > 1 or role != Role.TRAINEE:
                found.add(person)
    return found
