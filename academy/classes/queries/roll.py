"""Reads about the roll of a session: who may call it, who stands on it, how many came."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from academy.classes.enums import AttendanceState, LeaveState, RollMeans, StaffDuty
from academy.classes.models import Attendance, Enrolment, Leave
from academy.classes.rules import access
from academy.classes.rules.attendance import Mark, Rate, does_attend, rate_of
from academy.people.models import standing_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from academy.classes.models import Session
    from academy.people.models import User

ATTENDING = [state for state in AttendanceState if does_attend(state)]
JUST_IN = 12


@dataclass(frozen=True)
class Line:
    """Somebody on the roll. `attendance`: None while nobody said anything; `is_away`: who has leave
    all the same, granted before the session had its place."""

    enrolment: Enrolment
    attendance: Attendance | None
    is_away: bool = False

    @property
    def state(self) -> str:
        """How they are as far as it is known; empty where nothing is."""
        noted = AttendanceState.LEAVE.value if self.is_away else ""
        return self.attendance.state if self.attendance else noted


@dataclass(frozen=True)
class Roll:
    """A session's roll, by the order of the class list. `rate.words`: 应到、实到 and the rest."""

    session: Session
    lines: tuple[Line, ...]
    rate: Rate

    @property
    def unknown(self) -> int:
        return sum(1 for line in self.lines if not line.state)


def means_of(viewer: User, session: Session) -> RollMeans | None:
    """How the viewer's marks at a session count; None: they may not mark. Two queries."""
    duties = list(session.training_class.staff.values_list("duty", "person_id"))
    heads = frozenset(pk for duty, pk in duties if duty == StaffDuty.HEAD_TEACHER)
    taught = session.parts.exclude(teacher__person=None)
    return access.roll_means(
        standing_of(viewer),
        head_teachers=heads,
        helpers=frozenset(pk for _, pk in duties) - heads,
        teachers=frozenset(taught.values_list("teacher__person_id", flat=True)),
    )


def on_roll(session: Session) -> QuerySet[Enrolment]:
    """Those expected at a session, and those of whom something is known there."""
    people = Enrolment.objects.filter(training_class=session.training_class_id)
    known = session.attendances.values("enrolment")
    return people.filter(Q(pk__in=people.expected()) | Q(pk__in=known))


def roll_of(session: Session) -> Roll:
    """Everybody on a session's roll with what is known of them: three queries."""
    people = on_roll(session).select_related("person", "organisation", "group")
    known = {each.enrolment_id: each for each in session.attendances.select_related("marked_by")}
    away = away_from(session, [each.pk for each in people if each.pk not in known])
    lines = tuple(Line(each, known.get(each.pk), each.pk in away) for each in people)
    states = [AttendanceState(line.state) if line.state else None for line in lines]
    return Roll(session, lines, rate_of(states))


@dataclass(frozen=True)
class Hall:
    """What the hall screen says beside its codes: 应到, 实到 and who came last."""

    expected: int
    attended: int
    names: tuple[str, ...]


def hall_of(session: Session) -> Hall:
    """Counts and the names that signed in last, newest first: three queries."""
    states = Counter(session.attendances.values_list("state", flat=True))
    came = session.attendances.filter(state__in=ATTENDING).order_by("-marked_at", "-pk")
    names = came.values_list("enrolment__person__name", flat=True)[:JUST_IN]
    attended = sum(states[state] for state in ATTENDING)
    return Hall(on_roll(session).count(), attended, tuple(names))


def mark_of(attendance: Attendance) -> Mark:
    """A stored attendance as the rules take it."""
    means = RollMeans(attendance.means) if attendance.means else None
    return Mark(AttendanceState(attendance.state), means)


def away_from(session: Session, enrolments: Iterable[int]) -> set[int]:
    """Which of these people have leave when the session begins, by enrolment."""
    if session.starts_at is None:
        return set()
    granted = Leave.objects.filter(
        enrolment__in=enrolments,
        state__in=[LeaveState.APPROVED, LeaveState.RETURNED],
        starts_at__lte=session.starts_at,
        ends_at__gt=session.starts_at,
    )
    still = Q(returned_at=None) | Q(returned_at__gt=session.starts_at)
    return set(granted.filter(still).values_list("enrolment_id", flat=True))
