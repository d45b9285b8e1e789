"""States of classes as shape and word."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django import template

from academy.classes.enums import (
    AttendanceState,
    ClassState,
    EnrolmentState,
    ImportState,
    LeaveState,
)
from academy.classes.models import Leave
from academy.learning.rules.hours import CENT, figure

if TYPE_CHECKING:
    from academy.classes.models import RosterImport

register = template.Library()

# The shape of each state: see components/tag.html.
SHAPES: dict[str, str] = {
    ClassState.PLANNED: "todo",
    ClassState.APPROVED: "todo",
    ClassState.ANNOUNCED: "todo",
    ClassState.CONFIRMED: "todo",
    ClassState.RUNNING: "doing",
    ClassState.COMPLETED: "done",
    ClassState.CLOSED: "locked",
    ClassState.CANCELLED: "no",
    EnrolmentState.NOMINATED: "todo",
    EnrolmentState.ARRIVED: "done",
    EnrolmentState.NOT_COMPLETED: "warn",
    EnrolmentState.REFUSED: "no",
    EnrolmentState.WITHDRAWN: "no",
    LeaveState.PENDING: "todo",
    LeaveState.RETURNED: "done",
    AttendanceState.PRESENT: "done",
    AttendanceState.LATE: "warn",
    AttendanceState.EARLY: "warn",
    AttendanceState.LEAVE: "info",
    AttendanceState.ABSENT: "no",
}


@register.inclusion_tag("components/tag.html")
def state_tag(found: Any) -> dict[str, str]:
    """The state of a class, of a place on its list, of a leave or of an attendance."""
    return {"kind": SHAPES.get(found.state, "todo"), "text": found.get_state_display()}


# A class and a place on its list are "approved" as well, and then are at their beginning.
LEAVE_SHAPES: dict[str, str] = {
    LeaveState.PENDING: "doing",
    LeaveState.APPROVED: "done",
    LeaveState.REFUSED: "no",
    LeaveState.WITHDRAWN: "todo",
    LeaveState.RETURNED: "done",
}

# "confirmed" means another thing for a class than for a file.
IMPORT_SHAPES: dict[str, str] = {
    ImportState.CHECKED: "todo",
    ImportState.CONFIRMED: "doing",
    ImportState.WRITTEN: "done",
    ImportState.REFUSED: "no",
    ImportState.UNDONE: "locked",
}


@register.inclusion_tag("components/tag.html")
def leave_tag(leave: Leave) -> dict[str, str]:
    """Where a request for leave stands."""
    return {"kind": LEAVE_SHAPES[leave.state], "text": leave.get_state_display()}


@register.inclusion_tag("components/tag.html")
def state_word(state: str) -> dict[str, str]:
    """The same for a state of attendance alone; nothing known yet is 未签到."""
    label = AttendanceState(state).label if state else "未签到"
    return {"kind": SHAPES.get(state, "todo"), "text": label}


@register.filter
def hours(value: Decimal | Fraction) -> str:
    """A number of class hours as people write it: 2, 0.5; shares rounded down to the cent."""
    return figure((Fraction(value) // Fraction(CENT)) * CENT)


@register.inclusion_tag("components/tag.html")
def import_tag(found: RosterImport, faults: object) -> dict[str, str]:
    """How far the import of a roster is; a checked one says so if there are any `faults`."""
    if found.state == ImportState.CHECKED and faults:
        return {"kind": "warn", "text": "有问题"}
    return {"kind": IMPORT_SHAPES[found.state], "text": found.get_state_display()}
