"""报到: those on the list who have come."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from academy.classes.actions.classes import hold_class
from academy.classes.actions.roster import move
from academy.classes.enums import ClassState, EnrolmentState
from academy.classes.models import TrainingClass
from academy.classes.queries.classes import head_teachers_of
from academy.classes.rules import access
from academy.core import clock
from academy.core.errors import ActionError
from academy.people.models import User, standing_of


@transaction.atomic
def register_arrival(
    *, training_class: TrainingClass, by: User, only: Collection[int] | None = None
) -> int:
    """报到: those who are confirmed, or those of them with the ids `only`, have come; how many.

    By whoever keeps the class. Registered before: no change.
    """
    held = hold_class(training_class)
    if not access.can_keep_class(standing_of(by), head_teachers_of(held)):
        raise ActionError("只有这个班的班主任和教务可以登记报到。")
    if held.state not in {ClassState.CONFIRMED, ClassState.RUNNING}:
        raise ActionError("名单确认以后、结业以前才能登记报到。")
    coming = held.enrolments.filter(state=EnrolmentState.CONFIRMED).select_related("person")
    if only is not None:
        coming = coming.filter(pk__in=list(only))
    people = list(coming)
    for enrolment in people:
        move(enrolment, EnrolmentState.ARRIVED, by=by)
    held.enrolments.filter(pk__in=[each.pk for each in people]).update(arrived_at=clock.now())
    return len(people)
