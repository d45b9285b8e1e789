"""Comparing the ledger of hours with the rolls of sessions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Exists, OuterRef, Sum, Value
from django.db.models.functions import Cast, Concat

from academy.classes.enums import SessionState
from academy.classes.models import Attendance, Session, SessionTeacher
from academy.classes.queries.roll import ATTENDING
from academy.core import clock
from academy.learning.auditors import CHUNK, Difference, auditor, person_words
from academy.learning.enums import HourKind
from academy.learning.models import CreditEntry, HourPolicy
from academy.learning.rules.hours import figure

if TYPE_CHECKING:
    from django.db.models import QuerySet

CONCENTRATED = [kind for kind in HourKind if kind.is_concentrated]


def _named(prefix: str) -> Concat:
    """The evidence that lines for a session carry."""
    return Concat(Value(prefix), Cast("session_id", CharField()))


@auditor
def session_lines_have_an_attendance() -> Iterator[Difference]:
    """Who is credited a session was there, and its roll is closed."""
    came = Attendance.objects.filter(
        enrolment__person=OuterRef("user"),
        state__in=ATTENDING,
        session__state=SessionState.COMPLETED,
    ).annotate(named=_named("session:"))
    lines = CreditEntry.objects.standing().filter(evidence__startswith="session:")
    for line in _each(lines.filter(~Exists(came.filter(named=OuterRef("evidence"))))):
        words = f"第 {line.pk} 笔“{line.title}”{figure(line.hours)} 学时，考勤里没有到课记录"
        yield Difference(person_words(line), line.year, words)


@auditor
def taught_lines_have_a_part() -> Iterator[Difference]:
    """Who is credited teaching a session was its teacher, and its roll is closed."""
    taught = SessionTeacher.objects.filter(
        teacher__person=OuterRef("user"), session__state=SessionState.COMPLETED
    ).annotate(named=_named("taught:"))
    lines = CreditEntry.objects.standing().filter(evidence__startswith="taught:")
    for line in _each(lines.filter(~Exists(taught.filter(named=OuterRef("evidence"))))):
        words = f"第 {line.pk} 笔授课“{line.title}”{figure(line.hours)} 学时，课次里没有这位教师"
        yield Difference(person_words(line), line.year, words)


@auditor
def attendances_are_credited() -> Iterator[Difference]:
    """Who was at a closed session that earns hours by itself has a line for it.

    Unless the day's limit left nothing, or the line was taken back by hand.
    """
    closed = Session.objects.filter(state=SessionState.COMPLETED, minutes__gt=0).order_by("pk")
    # By pages of whole kinds: an iterator over a polymorphic table asks once for every row.
    for start in range(0, closed.count(), CHUNK):
        for session in closed[start : start + CHUNK]:
            if session.credits_attendance() and not session.credit_unit():
                yield from _uncredited(session)


def _uncredited(session: Session) -> Iterator[Difference]:
    if session.starts_at is None:
        return
    day = clock.local_date(session.starts_at)
    lines = CreditEntry.objects.filter(
        user=OuterRef("enrolment__person"), evidence=f"session:{session.pk}"
    )
    came = session.attendances.filter(state__in=ATTENDING).filter(~Exists(lines))
    for row in came.select_related("enrolment__person"):
        person = row.enrolment.person
        if not _day_is_full(person.pk, day):
            name = person_words(row.enrolment, "person")
            yield Difference(name, day.year, f"到了“{session.title}”，台账没有这笔学时")


def _day_is_full(person_id: int, day: Any) -> bool:
    policy = HourPolicy.objects.in_force(day)
    lines = CreditEntry.objects.filter(user=person_id, earned_on=day, kind__in=CONCENTRATED)
    hours = lines.aggregate(total=Sum("hours"))["total"] or 0
    return policy is None or hours >= policy.day_max_hours


def _each(rows: QuerySet[CreditEntry]) -> Iterator[CreditEntry]:
    return rows.select_related("user").order_by("pk").iterator(CHUNK)
