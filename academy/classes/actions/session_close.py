"""The end of a session: its roll is closed, hours are credited, and what was wrong is put right."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from academy.classes import signals
from academy.classes.actions.attendance import (
    NOT_YOURS,
    lock_enrolments,
    recount_attendance,
    write_marks,
)
from academy.classes.actions.claims import patiently
from academy.classes.actions.evaluation import adjust_turn, open_turns
from academy.classes.actions.events import record_event
from academy.classes.actions.sessions import OvertakenError
from academy.classes.enums import AttendanceState, RollMeans, SessionState
from academy.classes.models import Attendance, Enrolment, Session
from academy.classes.models.sessions import ON_ROLL
from academy.classes.queries.classes import head_teachers_of
from academy.classes.queries.roll import ATTENDING, away_from, means_of, on_roll, roll_of
from academy.classes.rules import access
from academy.classes.rules.attendance import Mark, does_attend
from academy.core import clock
from academy.core.errors import ActionError
from academy.learning.actions import credit_evidence_of_many, reverse_evidence
from academy.learning.enums import HourKind
from academy.learning.models import CreditBasis, CreditEntry
from academy.people.models import User, standing_of

if TYPE_CHECKING:
    from collections.abc import Iterable

NOT_YET = "这节课还没开始，开始以后才能完成点名。"
NOT_HELD = "这节课没有排定或者已经取消，不能完成点名。"
NOT_CLOSED = "点名还没有完成，直接在名单上改就行，不用更正。"
KEEPERS_ONLY = "完成点名以后，更正由班主任或教务进行。"


@patiently
@transaction.atomic
def close_session(*, session: Session, by: User, version: int | None = None) -> Session:
    """Complete a session: who has no mark is absent or on leave, hours are credited.

    Closed before: no change, but the news goes out again, so that what failed then is made good.
    Raises `OvertakenError` where it was changed since `version` was seen.
    """
    if means_of(by, session) != RollMeans.ROLL:
        raise ActionError(NOT_YOURS)
    lock_enrolments(on_roll(session).values_list("pk", flat=True))
    session = Session.objects.get(pk=session.pk)
    if session.state != SessionState.COMPLETED:
        _complete(session, by, session.version if version is None else version)
    news = {"session_id": session.pk, "training_class_id": session.training_class_id}
    transaction.on_commit(partial(signals.session_closed.send, sender=Session, **news))
    return session


def _complete(session: Session, by: User, version: int) -> None:
    if session.state not in ON_ROLL or session.starts_at is None:
        raise ActionError(NOT_HELD)
    if clock.now() < session.starts_at:
        raise ActionError(NOT_YET)
    before = session.state
    rows = Session.objects.non_polymorphic().filter(pk=session.pk, version=version)
    if not rows.update(state=SessionState.COMPLETED, version=F("version") + 1):
        raise OvertakenError(session)
    session.state, session.version = SessionState.COMPLETED, version + 1
    _fill_in(session)
    recount_attendance(enrolments=list(session.attendances.values_list("enrolment", flat=True)))
    credit_attendance(session=session, people=_attendees(session))
    _credit_teachers(session)
    open_turns(session=session)
    words = f"{session.title}：点名完成，{roll_of(session).rate.words}"
    record_event(session=session, deed="closed", by=by, words=words, from_state=before)


def _fill_in(session: Session) -> None:
    """Everybody expected has a mark afterwards. Leave noted beforehand must still stand."""
    noted = session.attendances.filter(means="", state=AttendanceState.LEAVE)
    noted_for = list(noted.values_list("enrolment", flat=True))
    noted.exclude(enrolment__in=away_from(session, noted_for)).delete()
    known = session.attendances.values("enrolment")
    missing = list(on_roll(session).exclude(pk__in=known).values_list("pk", flat=True))
    away = away_from(session, missing) if missing else set()
    marks = {
        pk: Mark(AttendanceState.LEAVE if pk in away else AttendanceState.ABSENT) for pk in missing
    }
    write_marks(session=session, marks=marks, by=None)


def _attendees(session: Session) -> list[User]:
    came = session.attendances.filter(state__in=ATTENDING)
    return list(User.objects.filter(pk__in=came.values("enrolment__person")))


def credit_attendance(*, session: Session, people: Iterable[User]) -> None:
    """Credit these people's being there, where the session earns hours by itself.

    One that belongs to a course does not: see the hall of courses.
    """
    if session.starts_at is None or not session.credits_attendance() or session.credit_unit():
        return
    credit_evidence_of_many(
        users=people,
        evidence=f"session:{session.pk}",
        title=session.title,
        basis=CreditBasis(session.hours_kind, session.minutes),
        earned_on=clock.local_date(session.starts_at),
        words=session.training_class.name,
    )


def _credit_teachers(session: Session) -> None:
    """Teaching counts once for each teacher who has an account."""
    teachers = list(User.objects.filter(teacher__in=session.teachers.all()))
    if teachers and session.starts_at:
        credit_evidence_of_many(
            users=teachers,
            evidence=f"taught:{session.pk}",
            title=session.title,
            basis=CreditBasis(HourKind.TEACHING, session.minutes),
            earned_on=clock.local_date(session.starts_at),
            words=session.training_class.name,
        )


@patiently
@transaction.atomic
def correct_attendance(
    *, attendance: Attendance, state: AttendanceState, reason: str, by: User
) -> Attendance:
    """Put right how somebody was at a session whose roll is closed; hours follow, it is logged.

    The same state again changes nothing. Raises ActionError without a reason, before the roll is
    closed, and for others than head teachers of the class and administrators.
    """
    session = Session.objects.get(pk=attendance.session_id)
    if not access.can_keep_class(standing_of(by), head_teachers_of(session.training_class)):
        raise ActionError(KEEPERS_ONLY)
    if session.state != SessionState.COMPLETED:
        raise ActionError(NOT_CLOSED)
    if not reason.strip():
        raise ActionError("请写明更正的原因，会留在记录里。")
    lock_enrolments([attendance.enrolment_id])
    attendance = Attendance.objects.select_related("enrolment__person").get(pk=attendance.pk)
    before = AttendanceState(attendance.state)
    if before != state:
        _set_right(attendance, session, state, reason.strip(), by)
    return attendance


def _set_right(
    row: Attendance, session: Session, state: AttendanceState, reason: str, by: User
) -> None:
    before, person = AttendanceState(row.state), row.enrolment.person
    row.state, row.means, row.note = state, RollMeans.ROLL, f"更正：{reason}"[:200]
    row.marked_by, row.marked_at = by, clock.now()
    row.save()
    recount_attendance(enrolments=[row.enrolment_id])
    if does_attend(state):
        credit_attendance(session=session, people=[person])
    else:
        evidence = f"session:{session.pk}"
        if reverse_evidence(user=person, evidence=evidence, reason=reason, entered_by=by):
            _credit_what_the_day_left(session, person)
    adjust_turn(session=session, enrolment=row.enrolment, may_answer=does_attend(state))
    words = f"{session.title}：{person}由“{before.label}”更正为“{state.label}”"
    record_event(
        enrolment=row.enrolment,
        deed="corrected",
        by=by,
        words=words,
        reason=reason,
        from_state=before,
        to_state=state,
    )
    news = {"session_id": session.pk, "enrolment_id": row.enrolment_id, "by_id": by.pk}
    sent = partial(signals.attendance_corrected.send, sender=Attendance, reason=reason, **news)
    transaction.on_commit(sent)


def _credit_what_the_day_left(session: Session, person: User) -> None:
    """Lessons of the same day for which its limit had left nothing: now there is room."""
    if session.starts_at is None:
        return
    same_day = Session.objects.filter(
        state=SessionState.COMPLETED,
        starts_at__date=clock.local_date(session.starts_at),
        attendances__in=Attendance.objects.filter(enrolment__person=person, state__in=ATTENDING),
    )
    for other in same_day.order_by("starts_at", "pk"):
        lines = CreditEntry.objects.filter(user=person, evidence=f"session:{other.pk}")
        # What somebody took back by hand stays taken back.
        if not lines.exists():
            credit_attendance(session=other, people=[person])


@patiently
@transaction.atomic
def add_by_hand(
    *, session: Session, enrolment: Enrolment, state: AttendanceState, reason: str, by: User
) -> Attendance:
    """Somebody of the class who stands on no roll of a closed session is put on it after all."""
    if enrolment.training_class_id != session.training_class_id:
        raise ActionError("这个人不在这个班。")
    lock_enrolments([enrolment.pk])
    row, _ = Attendance.objects.get_or_create(
        session_id=session.pk, enrolment=enrolment, defaults={"state": AttendanceState.ABSENT}
    )
    recount_attendance(enrolments=[enrolment.pk])
    return correct_attendance(attendance=row, state=state, reason=reason, by=by)
