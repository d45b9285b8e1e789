"""Marks on the roll of a session. Whose mark stands is decided by `rules.attendance`.

    people_locked(enrolments) → read what is known → settle → write

Everybody who writes attendance first locks the list entries concerned, in the order of their ids:
two who mark one person take their turns, and closing the roll waits for both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from academy.classes.actions.claims import patiently
from academy.classes.actions.events import record_event
from academy.classes.enums import AttendanceState, RollMeans, SessionState
from academy.classes.models import Attendance, Enrolment, Session
from academy.classes.models.sessions import ON_ROLL
from academy.classes.queries.hours import class_policy
from academy.classes.queries.roll import ATTENDING, away_from, mark_of, means_of, on_roll
from academy.classes.rules.attendance import (
    OPENS_BEFORE,
    Mark,
    refusal_words,
    settle,
    state_on_arrival,
)
from academy.core import clock
from academy.core.errors import ActionError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from academy.people.models import User

NOT_YOURS = "点名由本课教师、班主任、跟班和教务进行。"
CLOSED = "这节课的点名已经结束。要改请用“更正”，并写明原因。"
NOT_SET = "这节课还没有排定时间，不能点名。"
STRANGER = "名单上没有这个人，请刷新后再试。"
# Names in one line of what happened.
NAMED = 3


@dataclass(frozen=True)
class Marked:
    """What came of marks: how many were `written`, and why others stayed, by enrolment."""

    written: int
    kept: Mapping[int, str] = field(default_factory=dict)


@patiently
@transaction.atomic
def mark_roll(*, session: Session, marks: Mapping[int, AttendanceState], by: User) -> Marked:
    """Note how people were at a session, by enrolment; the same again changes nothing.

    A helper's mark never replaces the teacher's. Raises ActionError where the roll is not open
    or somebody does not stand on it.
    """
    means = _means(session, by)
    lock_enrolments(marks)
    roll_is_open(session)
    names = dict(on_roll(session).filter(pk__in=marks).values_list("pk", "person__name"))
    if set(marks) - set(names):
        raise ActionError(STRANGER)
    wanted = {pk: Mark(state, means) for pk, state in marks.items()}
    written, marked = write_marks(session=session, marks=wanted, by=by)
    if written:
        told = {names[pk]: marks[pk].label for pk in names if pk in written}
        record_event(session=session, deed="marked", by=by, words=_marked_words(session, told))
    return marked


@patiently
@transaction.atomic
def mark_rest_present(*, session: Session, by: User) -> Marked:
    """Note everybody of whom nothing is known as present; who has leave keeps it."""
    _means(session, by)
    # First the lock: what somebody else marks meanwhile is known by then, and stays.
    lock_enrolments(on_roll(session).values_list("pk", flat=True))
    known = session.attendances.values("enrolment")
    rest = list(on_roll(session).exclude(pk__in=known).values_list("pk", flat=True))
    away = away_from(session, rest)
    marks = dict.fromkeys((pk for pk in rest if pk not in away), AttendanceState.PRESENT)
    return mark_roll(session=session, marks=marks, by=by) if marks else Marked(0)


def write_marks(
    *, session: Session, marks: Mapping[int, Mark], by: User | None, note: str = ""
) -> tuple[set[int], Marked]:
    """Settle and write marks of people whose list entries the caller has locked.

    Returns the enrolments written, and the same as figures. Three statements for all.
    """
    known = {
        each.enrolment_id: each for each in session.attendances.filter(enrolment__in=list(marks))
    }
    changed, kept = [], {}
    for pk, mark in marks.items():
        old = known.get(pk)
        stands = mark_of(old) if old else None
        if settle(stands, mark) is mark:
            changed.append(_filled(old or Attendance(session_id=session.pk), pk, mark, by, note))
        elif stands and stands.state != mark.state:
            kept[pk] = refusal_words(stands)
    Attendance.objects.bulk_create([each for each in changed if not each.pk])
    fields = ["state", "means", "marked_by", "marked_at", "note"]
    Attendance.objects.bulk_update([each for each in changed if each.enrolment_id in known], fields)
    return {each.enrolment_id for each in changed}, Marked(len(changed), kept)


def _filled(row: Attendance, pk: int, mark: Mark, by: User | None, note: str) -> Attendance:
    row.enrolment_id, row.state, row.means = pk, mark.state, mark.means or ""
    row.marked_by, row.marked_at = by, clock.now()
    row.note = note or row.note
    return row


def lock_enrolments(enrolments: Iterable[int]) -> None:
    """Whoever else marks these people, or closes their session, waits for this transaction."""
    rows = Enrolment.objects.filter(pk__in=list(enrolments)).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def roll_is_open(session: Session, closed_words: str = CLOSED) -> None:
    """ActionError in words unless people can be marked at this session now; read afresh."""
    fresh = Session.objects.non_polymorphic().filter(pk=session.pk)
    state, starts_at, ends_at = fresh.values_list("state", "starts_at", "ends_at").get()
    if state == SessionState.COMPLETED:
        raise ActionError(closed_words)
    if starts_at is None or state not in ON_ROLL:
        raise ActionError(NOT_SET)
    opens = state_on_arrival(starts_at, ends_at, clock.now(), 0, 0, opens_before())
    if opens.state is None and clock.now() < starts_at:
        raise ActionError(opens.words)


def opens_before() -> int:
    """How many minutes before its start signing in to a session opens."""
    minutes = class_policy().roll_opens_minutes
    return OPENS_BEFORE if minutes is None else minutes


def recount_attendance(*, enrolments: Collection[int]) -> int:
    """Store at how many of their closed sessions people were, and how many there were."""
    closed = Attendance.objects.filter(
        enrolment=OuterRef("pk"), session__state=SessionState.COMPLETED
    ).order_by()
    came = closed.filter(state__in=ATTENDING)
    figures = {
        name: Coalesce(
            Subquery(rows.values("enrolment").annotate(n=Count("pk")).values("n")),
            Value(0),
            output_field=IntegerField(),
        )
        for name, rows in (("expected", closed), ("attended", came))
    }
    return Enrolment.objects.filter(pk__in=list(enrolments)).update(**figures)


def _means(session: Session, by: User) -> RollMeans:
    means = means_of(by, session)
    if means is None:
        raise ActionError(NOT_YOURS)
    return means


def _marked_words(session: Session, told: Mapping[str, str]) -> str:
    if len(told) > NAMED:
        return f"{session.title}：点名 {len(told)} 人"
    return f"{session.title}：" + "、".join(f"{name} {label}" for name, label in told.items())
