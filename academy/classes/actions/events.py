"""Lines of what happened: appended, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from academy.classes.models import ClassEvent, TrainingClass

if TYPE_CHECKING:
    from academy.classes.models import Enrolment, Session
    from academy.people.models import User


def record_event(
    *,
    deed: str,
    by: User | None,
    words: str,
    training_class: TrainingClass | None = None,
    session: Session | None = None,
    enrolment: Enrolment | None = None,
    from_state: str = "",
    to_state: str = "",
    reason: str = "",
) -> ClassEvent:
    """Append a line about a class, a session of one or somebody on a list.

    `to_state` is the one it has now where it is left out. Call it in the transaction of the deed.
    """
    subject = session or enrolment or training_class
    if subject is None:
        raise TypeError("an event is about a class, a session or somebody on a list")
    of_class = subject.pk if isinstance(subject, TrainingClass) else subject.training_class_id
    return ClassEvent.objects.create(
        training_class_id=of_class,
        session_id=session.pk if session else None,
        enrolment=enrolment,
        deed=deed,
        by=by,
        words=words[:300],
        reason=reason.strip()[:200],
        from_state=from_state,
        to_state=to_state or subject.state,
    )
