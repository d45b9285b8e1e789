"""Reads about leave: what it would cost, who decides, what waits for whom."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Prefetch, Q, Subquery

from academy.classes.enums import LeaveState, LeaveStepRole, StaffDuty
from academy.classes.models import ClassStaff, Leave, LeaveStep
from academy.classes.queries.classes import head_teachers_of
from academy.classes.queries.hours import class_policy, gauge_of, slots_of
from academy.classes.rules import access
from academy.classes.rules import leave as rules
from academy.core import clock
from academy.people.enums import Role
from academy.people.models import Membership, User, standing_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from academy.classes.models import Enrolment, TrainingClass
    from academy.classes.queries.classes import Seat

STANDING = [LeaveState.PENDING, LeaveState.APPROVED]


@dataclass(frozen=True)
class Approver:
    """One who will be asked: as what, and who that is by name."""

    role: Role
    names: tuple[str, ...]

    @property
    def words(self) -> str:
        return f"{self.role.label}（{'、'.join(self.names)}）" if self.names else self.role.label


@dataclass(frozen=True)
class Preview:
    """What leave would cost and who would decide, before it is sent."""

    hours: Decimal
    gauge: rules.Gauge
    steps: tuple[Role, ...]
    approvers: tuple[Approver, ...]

    @property
    def chain(self) -> str:
        return " → ".join(each.words for each in self.approvers)


def preview_leave(enrolment: Enrolment, starts_at: dt.datetime, ends_at: dt.datetime) -> Preview:
    """The cost of leave in hours of the sessions it cuts into, against the limit of the class."""
    hours = rules.hours_missed(starts_at, ends_at, slots_of(enrolment.training_class))
    gauge = gauge_of(enrolment, hours)
    wanted = rules.steps_for(class_policy().leave_rule, hours, is_exceeded=gauge.is_exceeded)
    people = approvers_of(enrolment.training_class, wanted)
    # A post that nobody holds would let people wait for ever: the office's word is the last then.
    steps = tuple(role for role in wanted if people[role] or role != Role.LEADER)
    approvers = tuple(Approver(role, tuple(u.name for u in people[role])) for role in steps)
    return Preview(hours, gauge, steps, approvers)


def approvers_of(training_class: TrainingClass, steps: Sequence[Role]) -> dict[Role, list[User]]:
    """Who decides each of these steps. Without a head teacher the administrators stand in."""
    office = _holding(Role.ADMINISTRATOR)
    heads = ClassStaff.objects.filter(training_class=training_class, duty=StaffDuty.HEAD_TEACHER)
    found = {
        Role.ADMINISTRATOR: office,
        Role.HEAD_TEACHER: list(User.objects.filter(pk__in=heads.values("person"))) or office,
        Role.LEADER: _holding(Role.LEADER),
    }
    return {role: found[role] for role in steps}


def _holding(role: Role) -> list[User]:
    posts = Membership.objects.current(clock.today()).filter(role=role)
    return list(User.objects.filter(pk__in=posts.values("user"), is_active=True).order_by("pk"))


def with_steps(leaves: QuerySet[Leave]) -> QuerySet[Leave]:
    """With who decided what, and whom and which class it concerns."""
    steps = Prefetch("steps", LeaveStep.objects.select_related("by").order_by("number"))
    return leaves.select_related("enrolment__person", "enrolment__training_class").prefetch_related(
        steps
    )


def own_leaves(enrolment: Enrolment) -> QuerySet[Leave]:
    """What somebody asked for in a class, newest first."""
    return with_steps(Leave.objects.filter(enrolment=enrolment)).order_by("-asked_at", "-pk")


def leaves_of_class(training_class: TrainingClass) -> QuerySet[Leave]:
    """All leave of a class that stands or stood, newest first."""
    found = Leave.objects.filter(enrolment__training_class=training_class)
    return with_steps(found.exclude(state=LeaveState.WITHDRAWN)).order_by("-starts_at", "-pk")


def waiting_for(viewer: User) -> QuerySet[Leave]:
    """Pending leave whose next step the viewer decides, the earliest first; never their own."""
    standing = standing_of(viewer)
    now = LeaveStep.objects.filter(leave=OuterRef("pk"), agreed=None).order_by("number")
    pending = Leave.objects.filter(state=LeaveState.PENDING)
    pending = pending.annotate(step=Subquery(now.values("role")[:1]))
    kept = Q(
        step=LeaveStepRole.HEAD_TEACHER,
        enrolment__training_class__in=ClassStaff.objects.filter(
            person=viewer, duty=StaffDuty.HEAD_TEACHER
        ).values("training_class"),
    )
    general = access.leave_roles(standing, frozenset())
    held = Q(step__in=[role.value for role in general])
    mine = pending.filter(kept | held).exclude(enrolment__person=viewer)
    return with_steps(mine).order_by(F("starts_at").asc(), "pk")


def step_of(leave: Leave) -> LeaveStep | None:
    """Who decides now; None when nobody is left to ask."""
    steps = leave.steps.all() if leave.state == LeaveState.PENDING else []
    return next((step for step in steps if step.agreed is None), None)


def may_decide(viewer: User, leave: Leave) -> bool:
    """Whether the viewer decides on this leave now."""
    step, enrolment = step_of(leave), leave.enrolment
    heads = head_teachers_of(enrolment.training_class)
    roles = access.leave_roles(standing_of(viewer), heads)
    next_role = Role(step.role) if step else None
    return rules.may_decide(roles, next_role, is_own=enrolment.person_id == viewer.pk)


def holds_step(viewer: User, leave: Leave) -> bool:
    """Whether one of the steps of this leave, decided or not, is the viewer's to decide."""
    heads = head_teachers_of(leave.enrolment.training_class)
    roles = access.leave_roles(standing_of(viewer), heads)
    return rules.holds_step(roles, [Role(step.role) for step in leave.steps.all()])


def told_to(seat: Seat, leaves: Iterable[Leave]) -> list[tuple[Leave, bool]]:
    """Each leave of a class, and whether its kind, reason and the approvers' words are shown.

    They are for the person, those who keep the class and those who decide a step of it. Leave
    with its steps read (`with_steps`) costs no query.
    """
    general = access.leave_roles(standing_of(seat.viewer), frozenset())
    return [
        (
            leave,
            seat.may_keep
            or leave.enrolment.person_id == seat.viewer.pk
            or rules.holds_step(general, [Role(step.role) for step in leave.steps.all()]),
        )
        for leave in leaves
    ]


def overlapping(
    enrolment: Enrolment, starts_at: dt.datetime, ends_at: dt.datetime
) -> QuerySet[Leave]:
    """Pending or granted leave of the same person at the same time."""
    own = Leave.objects.filter(enrolment=enrolment, state__in=STANDING)
    return own.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


def gauge_with(leave: Leave, limit: Fraction) -> rules.Gauge:
    """How the person of a pending leave would stand with it, by the figures stored: no query."""
    enrolment = leave.enrolment
    total = enrolment.training_class.hours
    return rules.gauge_leave(total, enrolment.leave_hours, leave.hours, limit)
