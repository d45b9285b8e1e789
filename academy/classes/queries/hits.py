"""Sessions that a stretch of time would hit."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from academy.classes.enums import StaffDuty
from academy.classes.models import Claim, ClassStaff, Session
from academy.classes.models.sessions import OVER
from academy.core import clock
from academy.people.enums import Role
from academy.people.models import User

if TYPE_CHECKING:
    from academy.classes.models import Blackout, Resource

# How many blackouts of one resource are listed.
MOST = 100


def hits_on(resource: Resource, starts_at: dt.datetime, ends_at: dt.datetime) -> list[Session]:
    """Sessions not over yet that have the resource in this stretch, with class, room, teachers.

    Buffers do not count, as they do not when a blackout stands against a wish. Three statements.
    """
    claims = Claim.objects.on([resource.pk]).overlapping(starts_at, ends_at)
    met = {
        session
        for session, begins, ends in claims.values_list(
            "session_id", "session__starts_at", "session__ends_at"
        )
        if (begins is None or begins < ends_at) and (ends is None or starts_at < ends)
    }
    sessions = Session.objects.non_polymorphic().filter(pk__in=met).exclude(state__in=OVER)
    named = sessions.select_related("training_class", "room").prefetch_related("teachers")
    return list(named.order_by("starts_at", "pk"))


def keepers_of(sessions: list[Session]) -> dict[User, list[Session]]:
    """Whom sessions concern: every administrator in all, head teachers in those of their classes.

    Two statements.
    """
    office = User.objects.filter(is_active=True).holding(Role.ADMINISTRATOR)
    told: dict[User, list[Session]] = {person: list(sessions) for person in office}
    heads = ClassStaff.objects.filter(
        duty=StaffDuty.HEAD_TEACHER,
        training_class__in={session.training_class_id for session in sessions},
    ).exclude(person__in=list(told))
    for head in heads.select_related("person"):
        mine = [each for each in sessions if each.training_class_id == head.training_class_id]
        told.setdefault(head.person, []).extend(mine)
    return told


def blackouts_of(resource: Resource) -> list[tuple[Blackout, list[Session]]]:
    """Blackouts not over yet, each with the sessions it hits: four statements."""
    rows = list(resource.blackouts.filter(ends_at__gt=clock.now()).order_by("starts_at")[:MOST])
    if not rows:
        return []
    last = max(row.ends_at for row in rows)
    sessions = hits_on(resource, rows[0].starts_at, last)
    return [(row, [each for each in sessions if _meets(each, row)]) for row in rows]


def _meets(session: Session, blackout: Blackout) -> bool:
    if session.starts_at is None or session.ends_at is None:
        return False
    return session.starts_at < blackout.ends_at and blackout.starts_at < session.ends_at
