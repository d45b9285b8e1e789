"""The one write path: nothing else decides who has what when.

    with resources_locked(wanted_resources(session, wishes)):
        take(session=session, wishes=wishes)
        …compare-and-swap of the session, its event…

Sorted row locks make two who want the same thing take their turns; everything that stands against
a wish is said at once; PostgreSQL's exclusion constraint keeps claims apart whatever the code
does. SQLite has one writer (IMMEDIATE), which is the lock. No mail and no request goes out inside.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

from academy.classes.models import Claim, Resource
from academy.classes.queries.claims import plan_with
from academy.core.errors import ActionError

if TYPE_CHECKING:
    from academy.classes.models import Session
    from academy.classes.rules.claims import Conflict, Placed, Wish

P = ParamSpec("P")
T = TypeVar("T")

# Beyond so many, one lock for all: a class moved by weeks would hold too many rows.
MANY = 200
ALL_RESOURCES = 4_335_001
LOCK_TIMEOUT = "SET LOCAL lock_timeout = '3s'"
TRIES = 3
# PostgreSQL: deadlock_detected, lock_not_available.
TROUBLE = {"40P01", "55P03"}
BUSY = "同时排课的人太多，这次没有排上，也没有改动任何安排。请稍等几秒再点一次。"


class ClashError(ActionError):
    """Something stands against what was wanted: all of it at once, in `conflicts`."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__("时间或地点冲突：" + "；".join(each.words for each in conflicts) + "。")


def patiently(action: Callable[P, T]) -> Callable[P, T]:
    """Run a whole action again, at most three times, when others held what it needs.

    Only then: a refusal stays one. Inside somebody else's transaction there is nothing to repeat.
    """

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        for number in range(1, TRIES + 1):
            try:
                return action(*args, **kwargs)
            except OperationalError as error:
                if not _is_lock_trouble(error) or connection.in_atomic_block:
                    raise
                if number == TRIES:
                    raise ActionError(BUSY) from error
                # Those who collided must not meet again at the same instant.
                time.sleep(random.uniform(0.05, 0.25) * number)  # noqa: S311 - jitter
        raise AssertionError("unreachable")

    return run


def _is_lock_trouble(error: OperationalError) -> bool:
    if getattr(error.__cause__, "sqlstate", None) in TROUBLE:
        return True
    return connection.vendor == "sqlite" and "locked" in str(error)


def wanted_resources(session: Session, wishes: Iterable[Wish]) -> set[int]:
    """The resources a session has now and those it wishes for: both are locked for a move."""
    held = (
        Claim.objects.active().filter(session_id=session.pk) if session.pk else Claim.objects.none()
    )
    return {*held.values_list("resource_id", flat=True), *(wish.resource_id for wish in wishes)}


@contextmanager
def resources_locked(ids: Iterable[int]) -> Iterator[None]:
    """A transaction in which nobody else can claim these resources."""
    with transaction.atomic():
        lock_resources(ids)
        yield


def lock_resources(ids: Iterable[int]) -> None:
    """Lock rows in the order of their ids; whoever comes second waits at most three seconds."""
    wanted = sorted(set(ids))
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(LOCK_TIMEOUT)
        if len(wanted) > MANY:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ALL_RESOURCES])
        else:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [ALL_RESOURCES])
    rows = Resource.objects.select_for_update(no_key=True).filter(pk__in=wanted)
    list(rows.order_by("pk").values_list("pk"))


def take(*, session: Session, wishes: Sequence[Wish]) -> list[Claim]:
    """Give `session` claims for these wishes instead of those it has; all of them or none.

    Call it inside `resources_locked`. Raises `ClashError` naming everything in the way.
    """
    resources = Resource.objects.filter(pk__in={wish.resource_id for wish in wishes})
    found = plan_with(resources, wishes, besides=session)
    if found.conflicts:
        raise ClashError(found.conflicts)
    give_back(session=session)
    return Claim.objects.bulk_create(_claim(session, each) for each in found.placed)


def give_back(*, session: Session) -> int:
    """Whatever a session has is free again; how many claims that were."""
    return Claim.objects.active().filter(session_id=session.pk).update(active=False)


def _claim(session: Session, placed: Placed) -> Claim:
    return Claim(
        session_id=session.pk,
        part=placed.wish.part,
        resource_id=placed.wish.resource_id,
        lane=placed.lane,
        starts_at=placed.starts_at,
        ends_at=placed.ends_at,
        units=placed.wish.units,
    )
