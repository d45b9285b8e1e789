"""Who has to study what, what is out of step with that, and one's own duties."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from django.db.models import (
    Case,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse

from academy.classes.enums import ClassState
from academy.classes.models import Enrolment, TrainingClass
from academy.classes.models.roster import CAME, EXPECTED
from academy.core import clock
from academy.learning.models import Completion
from academy.learning.places import place_of
from academy.people.enums import Role
from academy.people.models import Membership, Organisation
from courses import rules
from courses.enums import DutyState
from courses.models import CourseEnrolment, RequiredStudy, StudyDuty

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

    from academy.people.models import User


# --- Whom it concerns ---
@singledispatch
def audience(target: object) -> QuerySet[Any]:
    """Those of whom something is required when it is required of `target`, as they are today.

    Each row has a `user_id` and an `organisation_id`, the unit through which the duty comes; a
    person may have several rows.
    """
    raise TypeError(f"Study is not required of {target!r}.")


@audience.register(Organisation)
def _trainees_within(organisation: Organisation) -> QuerySet[Membership]:
    """Posts of the trainees of a unit and all below it."""
    posts = Membership.objects.current(clock.today()).filter(user__is_active=True)
    return posts.filter(role=Role.TRAINEE, organisation__path__startswith=organisation.path)


@audience.register(TrainingClass)
def _members(training_class: TrainingClass) -> QuerySet[Enrolment]:
    """Those on the list of a class that are to come or came; of a cancelled one, nobody."""
    listed = training_class.enrolments.filter(
        state__in={*EXPECTED, *CAME}, person__is_active=True
    ).exclude(training_class__state=ClassState.CANCELLED)
    return listed.annotate(user_id=F("person_id"))


def newcomers(required: RequiredStudy) -> QuerySet[Any]:
    """Of those concerned, the rows of people who have no duty yet."""
    has_duty = StudyDuty.objects.filter(required=required, person=OuterRef("user_id"))
    return audience(required.target).exclude(Exists(has_duty)).order_by("pk")


def returners(required: RequiredStudy) -> QuerySet[StudyDuty]:
    """Duties that were dropped although the person is concerned (again)."""
    again = audience(required.target).filter(user_id=OuterRef("person_id"))
    return required.duties.filter(Exists(again), state=DutyState.WITHDRAWN).order_by("pk")


def strays(required: RequiredStudy) -> QuerySet[StudyDuty]:
    """Open duties of people who are no longer concerned through the unit that the duty names."""
    there = audience(required.target).filter(
        user_id=OuterRef("person_id"), organisation_id=OuterRef("organisation_id")
    )
    return required.duties.open().exclude(Exists(there)).order_by("pk")


def misdated(required: RequiredStudy) -> QuerySet[StudyDuty]:
    """Open duties that still have an earlier deadline's date."""
    return required.duties.open().exclude(due_at=required.due_at).order_by("pk")


def is_in_step(required: RequiredStudy) -> bool:
    """Whether every duty is as the requirement and the units or the class say now."""
    if required.withdrawn_at:
        return not required.duties.open().exists()
    wrong = (newcomers, returners, strays, misdated)
    return not any(found(required).exists() for found in wrong)


def duties_to_remind(day: dt.date, days_before: Collection[int], after: int) -> QuerySet[StudyDuty]:
    """Open duties whose deadline may call for a reminder on `day`, numbered above `after`."""
    first = clock.end_of(day + dt.timedelta(days=min(days_before)) - rules.MAKE_UP)
    last = clock.end_of(day + dt.timedelta(days=max(days_before)))
    near = StudyDuty.objects.open().filter(due_at__gte=first, due_at__lte=last, pk__gt=after)
    near = near.filter(required__withdrawn_at=None)
    return near.select_related("person", "required__course", "required__activity").order_by("pk")


def finished_at() -> Coalesce:
    """Of a `StudyDuty` row: when its person completed what is required; None if not yet."""
    course = CourseEnrolment.objects.filter(
        user=OuterRef("person_id"),
        course__required_studies=OuterRef("required_id"),
        completed_at__isnull=False,
    )
    activity = Completion.objects.filter(
        user=OuterRef("person_id"), activity__required_studies=OuterRef("required_id")
    )
    return Coalesce(
        Subquery(course.values("completed_at")[:1]), Subquery(activity.values("completed_at")[:1])
    )


# --- One's own ---
def duties_of(person: User) -> QuerySet[StudyDuty]:
    """One's duties that still stand: the open ones first, the earliest deadline first."""
    mine = StudyDuty.objects.filter(person=person).exclude(state=DutyState.WITHDRAWN)
    is_done = Case(When(state=DutyState.OPEN, then=0), default=1)
    return mine.select_related("required__course", "required__activity").order_by(
        is_done, "due_at", "pk"
    )


def duty_address(duty: StudyDuty) -> str:
    """Where its person goes on: the last lesson, the course, the activity; empty: nowhere."""
    if duty.required.activity:
        place = place_of(duty.person, duty.required.activity.pk)
        return place.url if place else ""
    course = duty.required.course
    if course is None or not course.live:
        return ""
    mine = CourseEnrolment.objects.filter(user=duty.person, course=course).first()
    if mine and mine.last_lesson_id and not mine.completed_at:
        return reverse("courses:lesson", args=[mine.last_lesson_id])
    return str(course.url)


def duty_due_at(person: User | None, course: str) -> Combinable:
    """When the course at the field `course` is due for a person; None where it is not required."""
    if person is None:
        return Value(None, DateTimeField())
    mine = StudyDuty.objects.open().filter(person=person, required__course=OuterRef(course))
    return Subquery(mine.order_by("due_at").values("due_at")[:1])
