"""Reads about training classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, Q, Value, When

from academy.classes.enums import ClassState, StaffDuty
from academy.classes.models import Enrolment, TrainingClass
from academy.classes.rules import access
from academy.people.models import standing_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from academy.people.models import User

# Running ones first, then those to come, then those that are over.
ORDER = [
    When(state=ClassState.RUNNING, then=Value(0)),
    When(state__in=[ClassState.COMPLETED, ClassState.CLOSED, ClassState.CANCELLED], then=Value(2)),
]


def classes_of(person: User) -> QuerySet[TrainingClass]:
    """The classes a person is in, looks after or teaches: running, to come, over."""
    mine = (
        Q(enrolments__person=person, enrolments__in=Enrolment.objects.standing())
        | Q(staff__person=person)
        | Q(sessions__teachers__person=person)
    )
    own = TrainingClass.objects.filter(mine).values("pk")
    shown = TrainingClass.objects.visible_to(person).filter(pk__in=own)
    order = Case(*ORDER, default=Value(1), output_field=IntegerField())
    return shown.order_by(order, "-starts_on", "code")


def head_teachers_of(training_class: TrainingClass) -> frozenset[int]:
    """Who runs the class day by day, by id."""
    heads = training_class.staff.filter(duty=StaffDuty.HEAD_TEACHER)
    return frozenset(heads.values_list("person_id", flat=True))


@dataclass(frozen=True)
class Seat:
    """How a viewer stands to a class. `enrolment`: one's own place on its list."""

    training_class: TrainingClass
    viewer: User
    enrolment: Enrolment | None
    may_keep: bool
    may_plan: bool


def seat_of(viewer: User, training_class: TrainingClass) -> Seat:
    """What a class page needs to know about its viewer: three queries."""
    standing = standing_of(viewer)
    return Seat(
        training_class=training_class,
        viewer=viewer,
        enrolment=training_class.enrolments.standing().filter(person=viewer).first(),
        may_keep=access.can_keep_class(standing, head_teachers_of(training_class)),
        may_plan=access.can_plan(standing),
    )
