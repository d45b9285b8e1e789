"""Which state may follow which, as tables. Who may make a move, and what the world must be like
for it, is asked where the move is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from academy.classes.enums import ClassState, EnrolmentState, LeaveState, SessionState

if TYPE_CHECKING:
    from django.db.models import TextChoices

S = TypeVar("S", bound="TextChoices")

# Back to the plan is 退回修改. A class that runs is never cancelled: it is completed or chased.
CLASS_LIFE: Mapping[ClassState, tuple[ClassState, ...]] = {
    ClassState.PLANNED: (ClassState.APPROVED, ClassState.CANCELLED),
    ClassState.APPROVED: (ClassState.ANNOUNCED, ClassState.PLANNED, ClassState.CANCELLED),
    ClassState.ANNOUNCED: (ClassState.CONFIRMED, ClassState.CANCELLED),
    ClassState.CONFIRMED: (ClassState.RUNNING, ClassState.CANCELLED),
    ClassState.RUNNING: (ClassState.COMPLETED,),
    ClassState.COMPLETED: (ClassState.CLOSED,),
    ClassState.CLOSED: (),
    ClassState.CANCELLED: (),
}

ENROLMENT_LIFE: Mapping[EnrolmentState, tuple[EnrolmentState, ...]] = {
    EnrolmentState.NOMINATED: (
        EnrolmentState.APPROVED,
        EnrolmentState.REFUSED,
        EnrolmentState.WITHDRAWN,
    ),
    EnrolmentState.APPROVED: (
        EnrolmentState.CONFIRMED,
        EnrolmentState.REFUSED,
        EnrolmentState.WITHDRAWN,
    ),
    EnrolmentState.CONFIRMED: (
        EnrolmentState.ARRIVED,
        EnrolmentState.REFUSED,
        EnrolmentState.WITHDRAWN,
    ),
    EnrolmentState.ARRIVED: (
        EnrolmentState.COMPLETED,
        EnrolmentState.NOT_COMPLETED,
        EnrolmentState.WITHDRAWN,
    ),
    EnrolmentState.COMPLETED: (),
    EnrolmentState.NOT_COMPLETED: (),
    EnrolmentState.REFUSED: (),
    EnrolmentState.WITHDRAWN: (),
}

_SESSION_ENDS: Mapping[SessionState, tuple[SessionState, ...]] = {
    SessionState.COMPLETED: (),
    SessionState.NO_SHOW: (),
    SessionState.CANCELLED: (),
    SessionState.REFUSED: (),
    SessionState.EXPIRED: (),
}

# Sessions for which a place must agree first. Held and pending already own the slot, so that
# an approval never clashes.
BOOKED_LIFE: Mapping[SessionState, tuple[SessionState, ...]] = {
    SessionState.DRAFT: (SessionState.HELD,),
    SessionState.HELD: (SessionState.PENDING, SessionState.CANCELLED, SessionState.EXPIRED),
    SessionState.PENDING: (SessionState.CONFIRMED, SessionState.REFUSED, SessionState.CANCELLED),
    SessionState.CONFIRMED: (SessionState.IN_PROGRESS, SessionState.CANCELLED),
    SessionState.IN_PROGRESS: (SessionState.COMPLETED, SessionState.NO_SHOW),
    **_SESSION_ENDS,
}

# Sessions in the academy's own rooms: nobody else is asked. The states that only bookings know
# lead nowhere.
LECTURE_LIFE: Mapping[SessionState, tuple[SessionState, ...]] = {
    SessionState.DRAFT: (SessionState.CONFIRMED, SessionState.CANCELLED),
    SessionState.HELD: (),
    SessionState.PENDING: (),
    SessionState.CONFIRMED: (SessionState.COMPLETED, SessionState.CANCELLED),
    SessionState.IN_PROGRESS: (),
    **_SESSION_ENDS,
}

LEAVE_LIFE: Mapping[LeaveState, tuple[LeaveState, ...]] = {
    LeaveState.PENDING: (LeaveState.APPROVED, LeaveState.REFUSED, LeaveState.WITHDRAWN),
    LeaveState.APPROVED: (LeaveState.RETURNED, LeaveState.WITHDRAWN),
    LeaveState.REFUSED: (),
    LeaveState.WITHDRAWN: (),
    LeaveState.RETURNED: (),
}


def can_move(table: Mapping[S, tuple[S, ...]], start: S, end: S) -> bool:
    """Whether a life allows this one step. Staying is not a step."""
    return end in table.get(start, ())


def is_over(table: Mapping[S, tuple[S, ...]], state: S) -> bool:
    """Whether nothing may follow a state."""
    return not table.get(state, ())


def refusal_words(table: Mapping[S, tuple[S, ...]], start: S, end: S) -> str:
    """Why a step is refused, for the person: what it is now and what it may become."""
    if start == end:
        return f"现在已经是“{start.label}”，不用再改。"
    if is_over(table, start):
        return f"现在是“{start.label}”，不能再改为“{end.label}”。"
    choices = "、".join(f"“{state.label}”" for state in table[start])
    return f"现在是“{start.label}”，不能直接改为“{end.label}”；可以改为{choices}。"
