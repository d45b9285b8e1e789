"""What teachers are asked to teach, and whether what somebody owns is in use."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from academy.classes.models import Claim, Resource
from academy.classes.rules.load import Load, Taught, stretch_of_weeks

if TYPE_CHECKING:
    from academy.classes.models import Session

TEACHER_GONE = "已不在聘，不能再排"
ROOM_SHUT = "已停用，不能再排"


@dataclass(frozen=True)
class Terms:
    """On what terms its owner lets a resource be had."""

    out_of_use: str
    limits: Load | None


def terms_of(ids: Sequence[int]) -> dict[int, Terms]:
    """The terms of each resource, by id: one statement."""
    rows = Resource.objects.filter(pk__in=ids).values_list(
        "pk",
        "teacher__is_active",
        "teacher__sessions_per_day",
        "teacher__minutes_per_week",
        "room__is_active",
    )
    return {
        pk: Terms(_out_of_use(teaches, is_open), _limits(sessions, minutes))
        for pk, teaches, sessions, minutes, is_open in rows
    }


def _out_of_use(teaches: bool | None, is_open: bool | None) -> str:
    if teaches is False:
        return TEACHER_GONE
    return ROOM_SHUT if is_open is False else ""


def _limits(sessions: int | None, minutes: int | None) -> Load | None:
    return None if sessions is minutes is None else Load(sessions, minutes)


def loads_of(
    terms: Mapping[int, Terms], first: dt.datetime, last: dt.datetime, besides: Session | None
) -> dict[int, Load | None]:
    """The limits of those who have some, with what they teach in the weeks from `first` to `last`.

    One statement where anybody has limits, else none.
    """
    limited = [pk for pk, each in terms.items() if each.limits]
    taught = taught_by(limited, first, last, besides=besides)
    return {
        pk: Load(each.limits.sessions_per_day, each.limits.minutes_per_week, tuple(taught[pk]))
        if each.limits
        else None
        for pk, each in terms.items()
    }


def taught_by(
    ids: Iterable[int], first: dt.datetime, last: dt.datetime, *, besides: Session | None = None
) -> dict[int, list[Taught]]:
    """What stands on these resources in the weeks from `first` to `last`: one statement.

    A claim counts without its buffers, that is, as far as its session goes.
    """
    weeks = stretch_of_weeks(first, last, timezone.get_default_timezone())
    claims = Claim.objects.on(ids).overlapping(*weeks)
    if besides and besides.pk:
        claims = claims.exclude(session_id=besides.pk)
    rows = claims.values_list(
        "resource_id",
        "session_id",
        "starts_at",
        "ends_at",
        "session__starts_at",
        "session__ends_at",
    )
    found: dict[int, list[Taught]] = defaultdict(list)
    for pk, session, starts_at, ends_at, begins, ends in rows:
        lesson = Taught(session, max(starts_at, begins or starts_at), min(ends_at, ends or ends_at))
        found[pk].append(lesson)
    return found
