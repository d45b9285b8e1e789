"""Who teaches: the public list, and who is free and fit for a session."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q
from django.utils import timezone

from academy.classes.models import Expertise, SessionTeacher, Teacher
from academy.classes.models.classes import UNSEEN
from academy.classes.models.sessions import HOLDING, SHOWN
from academy.classes.queries.claims import facts_of
from academy.classes.queries.load import taught_by
from academy.classes.rules.claims import Wish, conflicts_of
from academy.classes.rules.load import Taught, minutes_between, week_of
from academy.core import clock

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from academy.classes.models import Session


@dataclass(frozen=True)
class Candidate:
    """A teacher for a session. `is_free`: None where no time is known yet.

    `why_not`: everything that stands against it, in words. `sessions`, `minutes`: what they teach
    in that week besides. `last_taught`: when they last had a session of this title.
    """

    teacher: Teacher
    is_fit: bool
    is_free: bool | None
    why_not: tuple[str, ...]
    sessions: int
    minutes: int
    last_taught: dt.datetime | None


def candidates_for(
    session: Session,
    starts_at: dt.datetime | None = None,
    ends_at: dt.datetime | None = None,
    *,
    everyone: bool = False,
) -> list[Candidate]:
    """Who is free and fit for a session: those of its field (all where it names none).

    At `starts_at` to `ends_at`; left out: when it stands, for as long as it takes. `everyone`:
    those of other fields too, after the others. Fit and free come first, then the least busy.
    Nine statements, however many teachers; ten where anybody has limits.
    """
    stretch = _stretch(session, starts_at, ends_at)
    teachers = list(_asked(session, everyone=everyone))
    week = stretch or (clock.now(), clock.now())
    load = taught_by([each.resource_id for each in teachers], *week, besides=session)
    taught = _last_taught(session, teachers)
    why = _why_not(session, teachers, stretch) if stretch and teachers else {}
    found = []
    for each in teachers:
        sessions, minutes = _busy(load[each.resource_id], week[0])
        words = why.get(each.resource_id, ())
        is_fit = session.subject_id is None or session.subject_id in _fields(each)
        is_free = not words if stretch else None
        last = taught.get(each.pk)
        found.append(Candidate(each, is_fit, is_free, words, sessions, minutes, last))
    return sorted(found, key=_order)


def _order(each: Candidate) -> tuple[bool, bool, int, str, int]:
    is_wanted = each.is_fit and each.is_free is not False
    return (not is_wanted, not each.is_fit, each.minutes, each.teacher.name, each.teacher.pk)


def _stretch(
    session: Session, starts_at: dt.datetime | None, ends_at: dt.datetime | None
) -> tuple[dt.datetime, dt.datetime] | None:
    if starts_at:
        return starts_at, ends_at or starts_at + dt.timedelta(minutes=session.minutes)
    if session.starts_at and session.ends_at:
        return session.starts_at, session.ends_at
    return None


def _asked(session: Session, *, everyone: bool) -> QuerySet[Teacher]:
    teachers = Teacher.objects.teaching().select_related("resource").prefetch_related("expertise")
    if everyone or session.subject_id is None:
        return teachers
    return teachers.filter(expertise=session.subject_id)


def _fields(teacher: Teacher) -> set[int]:
    return {field.pk for field in teacher.expertise.all()}


def _why_not(
    session: Session, teachers: Sequence[Teacher], stretch: tuple[dt.datetime, dt.datetime]
) -> dict[int, tuple[str, ...]]:
    """What stands against each, by resource: the rules that also decide when it is placed."""
    zone = timezone.get_default_timezone()
    wishes = [Wish(each.resource_id, *stretch) for each in teachers]
    facts = facts_of([each.resource for each in teachers], wishes, besides=session)
    return {
        each.resource_id: tuple(
            conflict.words
            for conflict in conflicts_of(Wish(each.resource_id, *stretch), each, zone)
        )
        for each in facts
    }


def _busy(taught: Iterable[Taught], instant: dt.datetime) -> tuple[int, int]:
    """How many sessions, and minutes, in the week of an instant."""
    listed, zone = list(taught), timezone.get_default_timezone()
    first, last = week_of(clock.local_date(instant))
    mine = [each for each in listed if first <= clock.local_date(each.starts_at) <= last]
    return len({each.session_id for each in mine}), minutes_between(first, last, mine, zone)


def _last_taught(session: Session, teachers: Iterable[Teacher]) -> dict[int, dt.datetime]:
    parts = SessionTeacher.objects.filter(
        teacher__in=[each.pk for each in teachers],
        session__title=session.title,
        session__starts_at__lte=clock.now(),
        session__state__in=HOLDING,
    )
    rows = (
        parts.exclude(session=session.pk)
        .values_list("teacher")
        .annotate(last=Max("session__starts_at"))
    )
    return dict(rows.order_by())


# --- What everybody may know ---
@dataclass(frozen=True)
class Given:
    """A title somebody taught, how often and when last."""

    title: str
    times: int
    last: dt.datetime


def faculty(words: str = "", expertise: int | None = None) -> QuerySet[Teacher]:
    """Those who teach now, whose name, title, unit or field has `words`, of a field."""
    teachers = Teacher.objects.teaching().prefetch_related("expertise")
    if words:
        fields = Expertise.objects.filter(name__icontains=words)
        by_field = Teacher.objects.filter(expertise__in=fields).values("pk")
        named = Q(name__icontains=words) | Q(title__icontains=words) | Q(unit__icontains=words)
        teachers = teachers.filter(named | Q(pk__in=by_field))
    return teachers.filter(expertise=expertise) if expertise else teachers


def courses_given(teachers: Iterable[Teacher]) -> dict[int, list[Given]]:
    """What each has taught up to now, newest first: one statement. Drafts are nobody's business."""
    parts = SessionTeacher.objects.filter(
        teacher__in=[each.pk for each in teachers],
        session__state__in=SHOWN,
        session__starts_at__lte=clock.now(),
    ).exclude(session__training_class__state__in=UNSEEN)
    rows = parts.values_list("teacher", "session__title").annotate(
        times=Count("session"), last=Max("session__starts_at")
    )
    found: dict[int, list[Given]] = defaultdict(list)
    for teacher, title, times, last in rows.order_by("-last", "session__title"):
        found[teacher].append(Given(title, times, last))
    return found
