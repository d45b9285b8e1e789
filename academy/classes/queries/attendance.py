"""Reads about attendance over a class: one's own list, and the table of people by sessions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.timezone import localtime

from academy.classes.enums import AttendanceState, SessionState
from academy.classes.models import Attendance, Session
from academy.classes.rules.attendance import Rate, rate_of
from academy.learning.rules.hours import figure

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from academy.classes.models import Enrolment, TrainingClass
    from academy.people.models import User

SHEET_TITLE = "考勤"


def shown_sessions(training_class: TrainingClass) -> QuerySet[Session]:
    """The sessions a class's people see, in the order of time."""
    found = training_class.sessions.non_polymorphic().shown().placed()
    ordered: QuerySet[Session] = found.order_by("starts_at", "pk")
    return ordered


@dataclass(frozen=True)
class Own:
    """A session and how somebody was at it; None while nothing is known."""

    session: Session
    attendance: Attendance | None


def own_attendance(enrolment: Enrolment) -> list[Own]:
    """All sessions of one's class with one's own attendance: two queries."""
    known = {each.session_id: each for each in enrolment.attendances.all()}
    sessions = shown_sessions(enrolment.training_class)
    return [Own(session, known.get(session.pk)) for session in sessions]


def own_rate(own: Iterable[Own]) -> Rate:
    """到课率 over the sessions whose roll is closed."""
    closed = (each for each in own if each.session.state == SessionState.COMPLETED)
    return rate_of(
        (AttendanceState(each.attendance.state) for each in closed if each.attendance), unit="次"
    )


@dataclass(frozen=True)
class Row:
    """A person, and how they were at each session of the table, in its order."""

    enrolment: Enrolment
    cells: tuple[Attendance | None, ...]


def rows_of(people: Iterable[Enrolment], sessions: Sequence[Session]) -> list[Row]:
    """The table for some people: one query beside theirs."""
    listed = list(people)
    known: dict[int, dict[int, Attendance]] = defaultdict(dict)
    keys = [session.pk for session in sessions]
    for each in Attendance.objects.filter(enrolment__in=listed, session__in=keys):
        known[each.enrolment_id][each.session_id] = each
    return [Row(one, tuple(known[one.pk].get(key) for key in keys)) for one in listed]


def people_of(training_class: TrainingClass, viewer: User) -> QuerySet[Enrolment]:
    """Whom the table lists for a viewer: those expected, and whoever came, as far as they see."""
    people = training_class.enrolments
    listed = Q(pk__in=people.expected().values("pk")) | Q(pk__in=people.arrived().values("pk"))
    seen = people.filter(listed).visible_to(viewer)
    return seen.select_related("person", "organisation")


def taught_sessions(training_class: TrainingClass, viewer: User) -> list[Session]:
    """The sessions of a class whose roll the viewer calls as their teacher, in order of time."""
    return list(shown_sessions(training_class).filter(teachers__person=viewer))


def sheet_columns(sessions: Iterable[Session]) -> list[tuple[str, int]]:
    """Headings and widths of the sheet."""
    days = [(f"{_when(session)} {session.title}", 16) for session in sessions]
    return [
        ("姓名", 14),
        ("单位", 28),
        *days,
        ("到课（次）", 10),
        ("应到（次）", 10),
        ("请假学时", 10),
    ]


def sheet_rows(
    people: Iterable[Enrolment], sessions: Sequence[Session]
) -> Iterator[list[str | int]]:
    """A line for each person."""
    for row in rows_of(people, sessions):
        one = row.enrolment
        states = [cell.get_state_display() if cell else "" for cell in row.cells]
        names = [one.person.name, str(one.organisation)]
        yield [*names, *states, one.attended, one.expected, figure(one.leave_hours)]


def _when(session: Session) -> str:
    return f"{localtime(session.starts_at):%m-%d %H:%M}" if session.starts_at else ""
