"""Sessions of a class: put on the list, placed, moved, taken off. Administrators only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from academy.classes.actions.claims import (
    give_back,
    patiently,
    resources_locked,
    take,
    wanted_resources,
)
from academy.classes.actions.classes import may_plan
from academy.classes.actions.events import record_event
from academy.classes.actions.hours import refresh_hours
from academy.classes.enums import SessionState
from academy.classes.models import Session, SessionTeacher, TrainingClass
from academy.classes.models.classes import ENDED
from academy.classes.queries.sessions import headcount_of
from academy.classes.rules.opening import WEEKDAYS
from academy.core.errors import ActionError

if TYPE_CHECKING:
    from uuid import UUID

    from academy.classes.models import Room, Teacher
    from academy.people.models import User

S = TypeVar("S", bound=Session)

OVER = "这节课已经结束或取消，不能再改安排。"
CLOSED = "这个培训班已经结束，课表不能再改。"


class OvertakenError(ActionError):
    """Somebody else changed it in the meantime; nothing was overwritten."""

    def __init__(self, session: Session) -> None:
        last = session.events.select_related("by").order_by("-pk").first()
        who = f"{last.by}" if last and last.by else "别人"
        done = f"（{last.words}）" if last else ""
        super().__init__(f"这节课刚刚已由{who}处理{done}。请刷新后再改，您的改动没有保存。")


@transaction.atomic
def add_session(*, session: S, by: User, key: UUID | None = None) -> S:
    """Put an unsaved session at the end of its class's list; not placed yet.

    The same `key` gives the session made before.
    """
    may_plan(by)
    _class_is_open(session.training_class)
    if key and (made := type(session).objects.filter(key=key).first()):
        found: S = made
        return found
    # Two who add at once take their turns, or both would get the same number.
    TrainingClass.objects.select_for_update(no_key=True).get(pk=session.training_class_id)
    last = session.training_class.sessions.aggregate(last=Max("seq"))["last"] or 0
    session.seq, session.key, session.state = last + 1, key, SessionState.DRAFT
    session.full_clean(exclude=["key"])
    session.save(force_insert=True)
    refresh_hours(training_class=session.training_class)
    record_event(session=session, deed="added", by=by, words=f"列入课表：{session.title}")
    return session


@patiently
def place_session(
    *,
    session: Session,
    starts_at: dt.datetime,
    room: Room | None,
    teachers: Sequence[Teacher],
    by: User,
    version: int | None = None,
    reason: str = "",
) -> Session:
    """Give a session its time, room and teachers, or move it: old and new places together.

    `version`: the one the person looked at; where somebody was first nothing changes and they are
    named. Placed as it stands already is no change. Raises `ClashError` naming all that is in the
    way.
    """
    may_plan(by)
    ends_at = starts_at + dt.timedelta(minutes=session.minutes)
    _can_be_placed(session, starts_at, ends_at)
    seen = session.version if version is None else version
    wishes = session.wishes(
        starts_at=starts_at,
        ends_at=ends_at,
        room=room,
        teachers=teachers,
        headcount=headcount_of(session.training_class),
    )
    with resources_locked(wanted_resources(session, wishes)):
        take(session=session, wishes=wishes)
        before = place_words(session)
        _swap(session, seen, starts_at=starts_at, ends_at=ends_at, room=room)
        _set_teachers(session, teachers)
        moved = f"由 {before} 改到 {place_words(session)}" if before else place_words(session)
        record_event(
            session=session,
            deed="moved" if before else "placed",
            by=by,
            words=f"{session.title}：{moved}",
            reason=reason,
        )
    return session


@patiently
def unplace_session(*, session: Session, by: User, version: int | None = None) -> Session:
    """Take a draft off the calendar; it stays on the list. A confirmed session is moved instead."""
    may_plan(by)
    if session.state != SessionState.DRAFT:
        raise ActionError("已经公布的课次不能撤下，请改期或取消。")
    seen = session.version if version is None else version
    with resources_locked(wanted_resources(session, [])):
        give_back(session=session)
        _swap(session, seen, starts_at=None, ends_at=None, room=None)
        record_event(session=session, deed="unplaced", by=by, words=f"{session.title}：撤下课表")
    return session


@patiently
def cancel_session(
    *, session: Session, reason: str, by: User, version: int | None = None
) -> Session:
    """It is not held; what it had is free again. The reason is told to the class.

    Cancelled before: no change.
    """
    may_plan(by)
    if session.state == SessionState.CANCELLED:
        return session
    if not reason.strip():
        raise ActionError("请写明取消的原因，学员会看到。")
    if session.state not in {SessionState.DRAFT, SessionState.CONFIRMED}:
        raise ActionError(OVER)
    seen = session.version if version is None else version
    with resources_locked(wanted_resources(session, [])):
        give_back(session=session)
        before = session.state
        _swap(session, seen, state=SessionState.CANCELLED)
        refresh_hours(training_class=session.training_class)
        record_event(
            session=session,
            deed="cancelled",
            by=by,
            words=f"{session.title}：取消",
            reason=reason,
            from_state=before,
        )
    return session


def place_words(session: Session) -> str:
    """Where and when it stands, in words; empty where it does not stand yet."""
    if session.starts_at is None or session.ends_at is None:
        return ""
    begins, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    day = f"{begins.month}月{begins.day}日（周{WEEKDAYS[begins.weekday()]}）"
    where = f" {session.room}" if session.room else ""
    return f"{day} {begins:%H:%M}–{ends:%H:%M}{where}"


def _swap(session: Session, version: int, **fields: Any) -> None:
    """Write by compare-and-swap; `OvertakenError` where the row is not as it was seen."""
    rows = Session.objects.non_polymorphic().filter(pk=session.pk, version=version)
    if not rows.update(**fields, version=F("version") + 1):
        raise OvertakenError(session)
    for name, value in fields.items():
        setattr(session, name, value)
    session.version = version + 1


def _set_teachers(session: Session, teachers: Iterable[Teacher]) -> None:
    wanted = {teacher.pk for teacher in teachers}
    parts = SessionTeacher.objects.filter(session_id=session.pk)
    parts.exclude(teacher_id__in=wanted).delete()
    missing = wanted - set(parts.values_list("teacher_id", flat=True))
    SessionTeacher.objects.bulk_create(
        SessionTeacher(session_id=session.pk, teacher_id=pk) for pk in sorted(missing)
    )


def _class_is_open(training_class: TrainingClass) -> None:
    if training_class.state in ENDED:
        raise ActionError(CLOSED)


def _can_be_placed(session: Session, starts_at: dt.datetime, ends_at: dt.datetime) -> None:
    _class_is_open(session.training_class)
    if session.state not in {SessionState.DRAFT, SessionState.CONFIRMED}:
        raise ActionError(OVER)
    first, last = session.training_class.starts_on, session.training_class.ends_on
    days = timezone.localdate(starts_at), timezone.localdate(ends_at - dt.timedelta(seconds=1))
    if days[0] < first or days[1] > last:
        span = f"{first.month}月{first.day}日至{last.month}月{last.day}日"
        raise ActionError(f"这个班的班期是 {span}，课次不能排在班期之外。")
