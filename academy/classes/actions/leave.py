"""Leave: asked for, decided step by step, taken back, ended early (销假)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from academy.classes.actions.attendance import lock_enrolments, recount_attendance, write_marks
from academy.classes.actions.claims import patiently
from academy.classes.actions.events import record_event
from academy.classes.actions.leave_news import tell_next, tell_person
from academy.classes.enums import AttendanceState, EnrolmentState, LeaveState, SessionState
from academy.classes.models import Attendance, Enrolment, Leave, LeaveStep
from academy.classes.models.classes import ENDED
from academy.classes.queries.classes import head_teachers_of
from academy.classes.queries.hours import slots_of
from academy.classes.queries.leave import (
    holds_step,
    may_decide,
    overlapping,
    preview_leave,
    step_of,
)
from academy.classes.rules import access
from academy.classes.rules.attendance import Mark
from academy.classes.rules.leave import hours_given_back, outside_words
from academy.classes.rules.life import LEAVE_LIFE, can_move, refusal_words
from academy.core import clock
from academy.core.errors import ActionError
from academy.learning.rules.hours import figure
from academy.people.models import standing_of

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from academy.people.models import User

NOT_YOURS = "只有在这个班名单上的学员可以请假。"
NOT_TO_DECIDE = "这张假条现在不由您审批；自己的假条也不能自己批。"
NOT_YOUR_LEAVE = "只能处理自己的假条。"
NOTHING_MISSED = "这段时间没有课，不用请假。请核对开始和结束时间。"


@patiently
@transaction.atomic
def ask_leave(
    *,
    enrolment: Enrolment,
    kind: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    reason: str,
    by: User,
    key: UUID | None = None,
) -> Leave:
    """Ask for leave from a class; the same `key` gives the request made before.

    Beyond the class's limit it can be asked for, and the whole chain decides. Raises ActionError
    for what costs no hours, is in the past or outside the class's days, or overlaps leave that
    stands already.
    """
    if key and (made := Leave.objects.filter(key=key, enrolment__person=by).first()):
        return made
    _may_ask(enrolment, by)
    lock_enrolments([enrolment.pk])
    enrolment.refresh_from_db(fields=["leave_hours"])
    _is_sensible(enrolment, starts_at, ends_at, reason)
    found = preview_leave(enrolment, starts_at, ends_at)
    if not found.hours:
        raise ActionError(NOTHING_MISSED)
    leave = Leave.objects.create(
        enrolment=enrolment,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason.strip()[:200],
        hours=found.hours,
        key=key,
    )
    LeaveStep.objects.bulk_create(
        LeaveStep(leave=leave, number=number, role=role.value)
        for number, role in enumerate(found.steps, start=1)
    )
    words = f"{by}请假 {figure(found.hours)} 学时：{leave.span}"
    record_event(enrolment=enrolment, deed="leave_asked", by=by, words=words)
    tell_next(leave=leave)
    return leave


def _may_ask(enrolment: Enrolment, by: User) -> None:
    if enrolment.person_id != by.pk or enrolment.state not in {
        EnrolmentState.CONFIRMED,
        EnrolmentState.ARRIVED,
    }:
        raise ActionError(NOT_YOURS)
    if enrolment.training_class.state in ENDED:
        raise ActionError("这个培训班已经结束，不能再请假。")


def _is_sensible(
    enrolment: Enrolment, starts_at: dt.datetime, ends_at: dt.datetime, reason: str
) -> None:
    if ends_at <= starts_at:
        raise ActionError("结束时间要晚于开始时间。")
    if ends_at <= clock.now():
        raise ActionError("这段时间已经过去，不能再请假；如需补假，请找班主任。")
    found = enrolment.training_class
    zone = timezone.get_default_timezone()
    if outside := outside_words(starts_at, ends_at, found.starts_on, found.ends_on, zone):
        raise ActionError(outside)
    if not reason.strip():
        raise ActionError("请写明事由。")
    if other := overlapping(enrolment, starts_at, ends_at).first():
        raise ActionError(f"您在这段时间已经请过假（{other.span}），不用再请。")


@patiently
@transaction.atomic
def decide_leave(
    *, leave: Leave, agrees: bool, by: User, words: str = "", version: int | None = None
) -> Leave:
    """Decide the step that is due; the last one that agrees grants the leave.

    A refusal ends it and needs words. Raises ActionError for those who do not decide now, and
    where somebody was first; who that was is said to those alone who decide a step of it.
    """
    seen = leave.version if version is None else version
    lock_enrolments([leave.enrolment_id])
    leave = Leave.objects.select_related("enrolment__training_class", "enrolment__person").get(
        pk=leave.pk
    )
    if not holds_step(by, leave):
        raise ActionError(NOT_TO_DECIDE)
    if leave.version != seen:
        raise ActionError(_overtaken_words(leave))
    step = step_of(leave)
    if step is None or not may_decide(by, leave):
        raise ActionError(NOT_TO_DECIDE)
    if not agrees and not words.strip():
        raise ActionError("不批准时请写明原因，学员会看到。")
    step.agreed, step.by, step.at, step.words = agrees, by, clock.now(), words.strip()[:200]
    step.save()
    if not agrees:
        _move(leave, LeaveState.REFUSED, by, reason=words)
    elif step_of(leave) is None:
        _grant(leave, by)
    else:
        _move(leave, LeaveState.PENDING, by)
        tell_next(leave=leave)
    return leave


def _grant(leave: Leave, by: User) -> None:
    _move(leave, LeaveState.APPROVED, by)
    _add_hours(leave, leave.hours)
    note_leave(leave=leave)


def note_leave(*, leave: Leave) -> int:
    """Note leave at the sessions that begin while it lasts; an absence there is explained by it.

    Nobody's own word, nor anybody's who saw the room, is replaced. How many were noted.
    """
    enrolment, written = leave.enrolment, 0
    sessions = enrolment.training_class.sessions.non_polymorphic().shown()
    during = sessions.filter(starts_at__gte=leave.starts_at, starts_at__lt=leave.ends_at)
    for session in during:
        marks = {enrolment.pk: Mark(AttendanceState.LEAVE)}
        written += len(write_marks(session=session, marks=marks, by=None)[0])
    recount_attendance(enrolments=[enrolment.pk])
    return written


def _forget_notes(leave: Leave, since: dt.datetime) -> None:
    """What was noted beforehand of sessions after `since` goes, where the roll is still open."""
    noted = Attendance.objects.filter(
        enrolment=leave.enrolment_id,
        means="",
        state=AttendanceState.LEAVE,
        session__starts_at__gte=since,
        session__starts_at__lt=leave.ends_at,
    )
    noted.exclude(session__state=SessionState.COMPLETED).delete()


@patiently
@transaction.atomic
def withdraw_leave(*, leave: Leave, by: User) -> Leave:
    """Take a request back before it begins; what it took of the hours is free again."""
    leave = _own(leave, by)
    if leave.state == LeaveState.WITHDRAWN:
        return leave
    was_granted = leave.state == LeaveState.APPROVED
    if was_granted and leave.starts_at <= clock.now():
        raise ActionError("假已经开始，不能撤回；提前回来请用“销假”。")
    _move(leave, LeaveState.WITHDRAWN, by)
    if was_granted:
        _add_hours(leave, -leave.hours)
        _forget_notes(leave, leave.starts_at)
    return leave


@patiently
@transaction.atomic
def return_early(*, leave: Leave, by: User) -> Leave:
    """销假: back before the end. What is not missed any more is given back; twice is once.

    By the person, a head teacher of the class or an administrator.
    """
    leave = _own(leave, by, may_keep=True)
    if leave.state == LeaveState.RETURNED:
        return leave
    now = clock.now()
    if leave.state == LeaveState.APPROVED and now < leave.starts_at:
        raise ActionError("假还没有开始，用“撤回”就行。")
    if now >= leave.ends_at:
        raise ActionError("假期已经结束，不用销假。")
    slots = slots_of(leave.enrolment.training_class)
    back = hours_given_back(leave.starts_at, leave.ends_at, now, slots)
    kept = max(leave.hours - back, leave.hours * 0)
    _move(leave, LeaveState.RETURNED, by, returned_at=now, hours=kept)
    _add_hours(leave, kept - leave.hours)
    _forget_notes(leave, now)
    leave.hours = kept
    return leave


def _own(leave: Leave, by: User, *, may_keep: bool = False) -> Leave:
    """The leave, read afresh under the person's lock; only for those whom it is for to change."""
    lock_enrolments([leave.enrolment_id])
    related = "enrolment__training_class", "enrolment__person"
    found: Leave = Leave.objects.select_related(*related).get(pk=leave.pk)
    enrolment = found.enrolment
    heads = head_teachers_of(enrolment.training_class) if may_keep else frozenset()
    keeps = may_keep and access.can_keep_class(standing_of(by), heads)
    if enrolment.person_id != by.pk and not keeps:
        raise ActionError(NOT_YOUR_LEAVE)
    return found


def _move(leave: Leave, state: LeaveState, by: User, *, reason: str = "", **fields: Any) -> None:
    """To another state by compare-and-swap, with its line and, once decided, word to the person."""
    before = LeaveState(leave.state)
    if before != state and not can_move(LEAVE_LIFE, before, state):
        raise ActionError(refusal_words(LEAVE_LIFE, before, state))
    rows = Leave.objects.filter(pk=leave.pk, version=leave.version)
    if not rows.update(state=state, version=F("version") + 1, **fields):
        raise ActionError(_overtaken_words(leave))
    leave.state, leave.version = state, leave.version + 1
    person = leave.enrolment.person
    label = state.label if state != LeaveState.PENDING else "同意，转下一步审批"
    record_event(
        enrolment=leave.enrolment,
        deed="leave_decided",
        by=by,
        words=f"{person}的假条（{leave.span}）：{label}",
        reason=reason,
        from_state=before,
        to_state=state,
    )
    if state in {LeaveState.APPROVED, LeaveState.REFUSED}:
        tell_person(leave=leave, label=label, reason=reason)


def _add_hours(leave: Leave, hours: Any) -> None:
    of_person = Enrolment.objects.filter(pk=leave.enrolment_id)
    of_person.update(leave_hours=F("leave_hours") + hours)


def _overtaken_words(leave: Leave) -> str:
    last = leave.steps.exclude(by=None).order_by("-number").select_related("by").first()
    who = f"{last.by}" if last else "别人"
    return f"这张假条刚刚已由{who}处理，您的意见没有保存。请刷新后再看。"
