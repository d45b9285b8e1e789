"""States of classes as shape and word."""

from __future__ import annotations

from typing import Any

from django import template

from academy.classes.enums import AttendanceState, ClassState, EnrolmentState, LeaveState

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
