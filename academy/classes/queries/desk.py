"""What a head teacher has to look at: the classes they keep, and what is not as it should be."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, QuerySet, Sum

from academy.classes.enums import ClassState, LeaveState, SessionState, StaffDuty
from academy.classes.models import ClassPolicy, Enrolment, Leave, Session, TrainingClass
from academy.classes.queries.milestones import ON_THE_WAY
from academy.classes.rules.attendance import percent_words
from academy.classes.rules.milestones import is_closing_late
from academy.core import clock
from academy.learning.rules.hours import figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from academy.people.models import User

# Below this share of attended sessions somebody is worth a word.
LOW = Fraction(4, 5)
TO_KEEP = [
    ClassState.ANNOUNCED,
    ClassState.CONFIRMED,
    ClassState.RUNNING,
    ClassState.COMPLETED,
]


@dataclass(frozen=True)
class Oddity:
    """Somebody whose attendance or leave wants a word. `words`: why, with figures."""

    enrolment: Enrolment
    words: str


@dataclass(frozen=True)
class KeptClass:
    """A class with what its head teacher asks about first."""

    training_class: TrainingClass
    people: int
    attended: int
    expected: int
    leaves: int
    open_rolls: int
    oddities: int
    is_late: bool

    @property
    def rate_words(self) -> str:
        """The class's attendance so far."""
        if not self.expected:
            return "还没有点过名"
        share = Fraction(self.attended, self.expected)
        return f"到课率 {percent_words(share)}（应到 {self.expected} 人次，实到 {self.attended}）"


def classes_to_keep(viewer: User) -> QuerySet[TrainingClass]:
    """The classes `viewer` is head teacher of and that are not over, the earliest first."""
    kept = TrainingClass.objects.filter(
        staff__person=viewer, staff__duty=StaffDuty.HEAD_TEACHER, state__in=TO_KEEP
    )
    return kept.order_by("starts_on", "code")


def keep(classes: Iterable[TrainingClass]) -> list[KeptClass]:
    """Each class with its figures: five queries however many there are."""
    listed = list(classes)
    people = _people(listed)
    leaves = _counted(
        Leave.objects.filter(state=LeaveState.PENDING, enrolment__training_class__in=listed),
        "enrolment__training_class_id",
    )
    rolls = _counted(_open_rolls(listed), "training_class_id")
    odd = _counted(_odd(listed), "training_class_id")
    policy, today = ClassPolicy.objects.in_force(clock.today()), clock.today()
    days = policy.closing_days if policy else 0
    return [
        KeptClass(
            training_class=found,
            **people.get(found.pk, {"people": 0, "attended": 0, "expected": 0}),
            leaves=leaves.get(found.pk, 0),
            open_rolls=rolls.get(found.pk, 0),
            oddities=odd.get(found.pk, 0),
            is_late=is_closing_late(today, found.ends_on, days),
        )
        for found in listed
    ]


def _people(classes: Sequence[TrainingClass]) -> dict[int, dict[str, int]]:
    there = Enrolment.objects.arrived().filter(training_class__in=classes).order_by()
    rows = there.values("training_class_id").annotate(
        people=Count("pk"), sum_attended=Sum("attended"), sum_expected=Sum("expected")
    )
    return {
        row["training_class_id"]: {
            "people": row["people"],
            "attended": row["sum_attended"],
            "expected": row["sum_expected"],
        }
        for row in rows
    }


def _counted(
    rows: QuerySet[Leave] | QuerySet[Session] | QuerySet[Enrolment], by: str
) -> dict[int, int]:
    return dict(rows.order_by().values_list(by).annotate(Count("pk")))


def _open_rolls(classes: Sequence[TrainingClass]) -> QuerySet[Session]:
    begun: QuerySet[Session] = Session.objects.non_polymorphic().filter(
        training_class__in=classes, state__in=ON_THE_WAY, ends_at__lte=clock.now()
    )
    return begun


def _odd(classes: Sequence[TrainingClass]) -> QuerySet[Enrolment]:
    """Those who were seldom there, and those whose leave is over the limit."""
    policy = ClassPolicy.objects.in_force(clock.today())
    top, bottom = (policy.leave_share_top, policy.leave_share_bottom) if policy else (1, 1)
    # Multiplied out: a division of whole numbers would be rounded by the database.
    counted = Enrolment.objects.arrived().alias(
        was_there=F("attended") * LOW.denominator,
        should=F("expected") * LOW.numerator,
        taken=F("leave_hours") * bottom,
        allowed=F("training_class__hours") * top,
    )
    seldom = Q(was_there__lt=F("should"))
    over = Q(training_class__hours__gt=0, taken__gt=F("allowed"))
    return counted.filter(seldom | over, training_class__in=classes)


def oddities_of(training_class: TrainingClass) -> list[Oddity]:
    """Who wants a word in a class, by name, with the figures."""
    found = _odd([training_class]).select_related("person").order_by("person__name", "pk")
    return [Oddity(enrolment, _words(enrolment)) for enrolment in found]


def _words(enrolment: Enrolment) -> str:
    parts = []
    if enrolment.expected and Fraction(enrolment.attended, enrolment.expected) < LOW:
        parts.append(f"应到 {enrolment.expected} 次，实到 {enrolment.attended} 次")
    if enrolment.leave_hours:
        parts.append(f"请假 {figure(enrolment.leave_hours)} 学时")
    return "；".join(parts)


def rolls_to_close(training_class: TrainingClass) -> QuerySet[Session]:
    """Sessions that are over and whose roll is open."""
    return _open_rolls([training_class]).order_by("starts_at")


def sessions_today(viewer: User) -> QuerySet[Session]:
    """Today's sessions of the classes a head teacher keeps, in order."""
    day = clock.today()
    of_class: QuerySet[Session] = Session.objects.non_polymorphic().filter(
        training_class__in=classes_to_keep(viewer).values("pk"), starts_at__date=day
    )
    shown = of_class.exclude(state__in=[SessionState.CANCELLED, SessionState.DRAFT])
    return shown.select_related("training_class", "room").order_by("starts_at")
