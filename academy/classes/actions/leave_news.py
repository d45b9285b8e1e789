"""Who is told about leave: those who decide next, and the person once it is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from academy.classes.notice_kinds import LEAVE_ASKED, LEAVE_DECIDED
from academy.classes.queries.leave import approvers_of, step_of
from academy.learning.rules.hours import figure
from academy.notices.actions import Message, send_notices
from academy.people.enums import Role

if TYPE_CHECKING:
    from academy.classes.models import Leave


def tell_next(*, leave: Leave) -> None:
    """Word to those who decide now; never to the person about their own."""
    step = step_of(leave)
    if step is None:
        return
    enrolment, role = leave.enrolment, Role(step.role)
    people = approvers_of(enrolment.training_class, [role])[role]
    text = f"{enrolment.training_class}　{leave.span}　{figure(leave.hours)} 学时"
    messages = [
        Message(
            person=person,
            title=f"{enrolment.person}请假，待您审批",
            key=f"leave:{leave.pk}:{step.number}:{person.pk}",
            text=text,
            url=reverse("classes:leaves"),
        )
        for person in people
        if person.pk != enrolment.person_id
    ]
    send_notices(kind=LEAVE_ASKED, messages=messages)


def tell_person(*, leave: Leave, label: str, reason: str) -> None:
    """Word to the person how it was decided, and why not."""
    enrolment = leave.enrolment
    text = f"{leave.span}　{figure(leave.hours)} 学时" + (f"。{reason}" if reason else "")
    message = Message(
        person=enrolment.person,
        title=f"您的请假{label}",
        key=f"leave:{leave.pk}:{leave.state}",
        text=text,
        url=reverse("classes:leave", args=[enrolment.training_class.code]),
    )
    send_notices(kind=LEAVE_DECIDED, messages=[message])
