"""Reads about a class's hours and what leave takes of them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import F, Sum

from academy.classes.enums import LeaveState
from academy.classes.models import ClassPolicy, Leave
from academy.classes.rules.leave import Gauge, gauge_leave
from academy.core import clock
from academy.learning.models import HourPolicy
from academy.learning.rules.hours import CENT

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from academy.classes.models import Enrolment, TrainingClass
    from academy.classes.rules.leave import Slot

USUAL_MINUTES = 45
NOTHING = Decimal(0)


def class_hours(training_class: TrainingClass) -> Decimal:
    """What the sessions of a class come to, those called off left out, placed or not."""
    held = training_class.sessions.non_polymorphic().held()
    minutes = held.aggregate(total=Sum("minutes"))["total"] or 0
    return _hours_of(minutes, minutes_per_hour(training_class))


def minutes_per_hour(training_class: TrainingClass) -> int:
    """How long a class hour is by the policy of the class's first day."""
    policy = HourPolicy.objects.in_force(training_class.starts_on)
    return policy.minutes_per_hour if policy else USUAL_MINUTES


def slots_of(training_class: TrainingClass) -> list[Slot]:
    """Start, end and class hours of all sessions that have their place."""
    length = minutes_per_hour(training_class)
    placed = training_class.sessions.non_polymorphic().held().placed()
    rows = placed.values_list("starts_at", "ends_at", "minutes")
    return [(starts, ends, _hours_of(minutes, length)) for starts, ends, minutes in rows]


def _hours_of(minutes: int, length: int) -> Decimal:
    """Exact to the cent, rounded down, so that no limit grows by rounding."""
    return int(Fraction(minutes, length) / Fraction(CENT)) * CENT


def class_policy() -> ClassPolicy:
    """The rules of classes in force today; those of the table where no day has begun yet."""
    return ClassPolicy.objects.in_force(clock.today()) or ClassPolicy()


def pending_hours(enrolment: Enrolment) -> Decimal:
    """Class hours somebody has asked for and nobody has decided on yet."""
    pending = Leave.objects.filter(enrolment=enrolment, state=LeaveState.PENDING)
    return pending.aggregate(total=Sum("hours"))["total"] or NOTHING


def gauge_of(enrolment: Enrolment, asked: Decimal = NOTHING) -> Gauge:
    """How somebody stands against the limit: granted and pending leave, and what is asked now."""
    used = enrolment.leave_hours + pending_hours(enrolment)
    total = enrolment.training_class.hours
    return gauge_leave(total, used, asked, class_policy().leave_rule.limit)


def beyond_limit(training_class: TrainingClass) -> QuerySet[Enrolment]:
    """Those of a class whose granted leave exceeds the limit. A decision for people, not for us."""
    policy = class_policy()
    over = F("leave_hours") * policy.leave_share_bottom
    people = training_class.enrolments.standing().select_related("person", "organisation")
    if not training_class.hours:
        return people.none()
    return people.annotate(over=over).filter(over__gt=training_class.hours * policy.leave_share_top)
