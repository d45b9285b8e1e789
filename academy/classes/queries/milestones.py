"""How far a class is, read for the rules of its next step."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from academy.classes.enums import ClassState, EnrolmentState, SessionState
from academy.classes.models import ClassPolicy, Session, TrainingClass
from academy.classes.queries.classes import head_teachers_of
from academy.classes.rules.life import CLASS_LIFE
from academy.classes.rules.milestones import World, missing_for
from academy.core import clock

WAITING = [EnrolmentState.NOMINATED, EnrolmentState.APPROVED]
ON_THE_WAY = [SessionState.CONFIRMED, SessionState.IN_PROGRESS]


def world_of(found: TrainingClass) -> World:
    """What the rules want to know about a class: six queries."""
    people = found.enrolments.aggregate(
        undecided=Count("pk", filter=Q(state__in=WAITING)),
        confirmed=Count("pk", filter=Q(state=EnrolmentState.CONFIRMED)),
        arrived=Count("pk", filter=Q(state=EnrolmentState.ARRIVED)),
    )
    sessions = Session.objects.non_polymorphic().filter(training_class=found)
    return World(
        today=clock.today(),
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        capacity=found.capacity,
        aim=found.aim,
        head_teachers=len(head_teachers_of(found)),
        quotas=found.quotas.aggregate(sum=Sum("places"))["sum"] or 0,
        **people,
        **sessions.aggregate(
            published=Count("pk", filter=Q(state__in=[*ON_THE_WAY, SessionState.COMPLETED])),
            unplaced=Count("pk", filter=Q(state=SessionState.DRAFT)),
        ),
        open_sessions=tuple(_open_sessions(sessions)),
        papers=frozenset(found.papers.values_list("kind", flat=True)),
    )


def _open_sessions(sessions: QuerySet[Session]) -> list[str]:
    begun = sessions.filter(state__in=ON_THE_WAY, starts_at__lte=clock.now())
    return list(begun.order_by("starts_at").values_list("title", flat=True))


@dataclass(frozen=True)
class Step:
    """A step a class may take next, and what it still lacks for it."""

    state: ClassState
    missing: list[str]

    @property
    def is_possible(self) -> bool:
        return not self.missing


def steps_of(found: TrainingClass) -> list[Step]:
    """Every next step with what is missing."""
    world = world_of(found)
    following = CLASS_LIFE[ClassState(found.state)]
    return [Step(state, missing_for(state, world)) for state in following]


def closing_due_on(found: TrainingClass) -> dt.date:
    """The day by which a class that is over is to be closed."""
    policy = ClassPolicy.objects.in_force(found.ends_on)
    return found.ends_on + dt.timedelta(days=policy.closing_days if policy else 0)


def classes_to_chase(today: dt.date) -> list[TrainingClass]:
    """Classes past their end that nobody completed or closed in time, the longest first."""
    over = TrainingClass.objects.filter(
        state__in=[ClassState.RUNNING, ClassState.COMPLETED], ends_on__lt=today
    )
    return [found for found in over.order_by("ends_on") if closing_due_on(found) < today]
