"""What the planner has fixed of a session: the timetabling help leaves it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from academy.classes.actions.classes import may_plan
from academy.classes.actions.events import record_event
from academy.classes.actions.sessions import OVER, OvertakenError
from academy.classes.enums import SessionState
from academy.classes.models import Session
from academy.core.errors import ActionError

if TYPE_CHECKING:
    from academy.people.models import User

WORDS = {"pinned_time": "时间", "pinned_teacher": "教师", "pinned_room": "教室"}
NOT_THERE = "这节课还没有排{}，没有可以固定的。请先排好再固定。"


@transaction.atomic
def pin_session(
    *,
    session: Session,
    time: bool,
    teacher: bool,
    room: bool,
    by: User,
    version: int | None = None,
) -> Session:
    """Fix what the help may not change, and free the rest. As it is already: no change.

    `version`: the one the person looked at. What was proposed before becomes stale.
    """
    may_plan(by)
    if session.state not in {SessionState.DRAFT, SessionState.CONFIRMED}:
        raise ActionError(OVER)
    pins = {"pinned_time": time, "pinned_teacher": teacher, "pinned_room": room}
    if all(getattr(session, name) == value for name, value in pins.items()):
        return session
    _check_there(session, pins)
    seen = session.version if version is None else version
    rows = Session.objects.non_polymorphic().filter(pk=session.pk, version=seen)
    if not rows.update(**pins, version=F("version") + 1):
        raise OvertakenError(session)
    for name, value in pins.items():
        setattr(session, name, value)
    session.version = seen + 1
    fixed = "、".join(WORDS[name] for name, value in pins.items() if value)
    words = f"固定{fixed}" if fixed else "不再固定"
    record_event(session=session, deed="pinned", by=by, words=f"{session.title}：{words}")
    return session


def _check_there(session: Session, pins: dict[str, bool]) -> None:
    """Only what a session has can be fixed."""
    has = {
        "pinned_time": session.starts_at is not None,
        "pinned_teacher": session.teachers.exists(),
        "pinned_room": session.room_id is not None,
    }
    missing = [WORDS[name] for name, wanted in pins.items() if wanted and not has[name]]
    if missing:
        raise ActionError(NOT_THERE.format("、".join(missing)))
