"""The planner's board: a week of classes, teachers or rooms, drafts included."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from academy.classes.enums import SessionState
from academy.classes.models import Room, Session, Teacher, TrainingClass
from academy.classes.models.classes import ENDED
from academy.classes.models.sessions import HOLDING
from academy.classes.queries.publishing import kind_of
from academy.classes.rules.timetable import PERIODS, period_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from academy.classes.models.sessions import SessionQuerySet

DAYS = 7
# So many unplaced sessions stand at the side; how many more there are is said.
UNPLACED = 40


@dataclass(frozen=True)
class Card:
    """A session on the board. `hall`: the app that brought its kind, for its colour."""

    session: Session
    label: str
    hall: str

    @property
    def is_pinned(self) -> bool:
        return self.session.pinned_time

    @property
    def can_move(self) -> bool:
        return self.session.state in {SessionState.DRAFT, SessionState.CONFIRMED}

    @property
    def teacher_ids(self) -> str:
        return ",".join(str(teacher.pk) for teacher in self.session.teachers.all())


@dataclass(frozen=True)
class Cell:
    """A day in a row; `time` where the row is a period."""

    day: dt.date
    time: dt.time | None
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Row:
    """A class, a teacher, a room, or a period of the one class that was chosen."""

    key: str
    title: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Axis:
    """What the rows of a board are: `owners` to page through, `owners_of` a session, by id."""

    name: str
    label: str
    owners: Callable[[dt.date, dt.date], QuerySet[Any]]
    field: str
    owners_of: Callable[[Session], Iterable[int | None]]


def _classes(first: dt.date, last: dt.date) -> QuerySet[TrainingClass]:
    running = TrainingClass.objects.exclude(state__in=ENDED)
    return running.filter(starts_on__lte=last, ends_on__gte=first).order_by("starts_on", "code")


AXES: Mapping[str, Axis] = {
    axis.name: axis
    for axis in (
        Axis("class", "按培训班", _classes, "training_class", lambda s: [s.training_class_id]),
        Axis(
            "teacher",
            "按教师",
            lambda first, last: Teacher.objects.teaching(),
            "teachers",
            lambda s: [teacher.pk for teacher in s.teachers.all()],
        ),
        Axis(
            "room",
            "按教室",
            lambda first, last: Room.objects.filter(is_active=True),
            "room",
            lambda s: [s.room_id],
        ),
    )
}


def days_from(monday: dt.date) -> list[dt.date]:
    return [monday + dt.timedelta(days=number) for number in range(DAYS)]


def rows_of(axis: Axis, owners: Iterable[Any], monday: dt.date) -> list[Row]:
    """A row for each of a page of owners: three statements, however many."""
    listed = list(owners)
    sessions = _week(monday).filter(**{f"{axis.field}__in": [owner.pk for owner in listed]})
    found: dict[tuple[int | None, dt.date], list[Card]] = defaultdict(list)
    for card in cards_of(sessions.distinct()):
        for pk in axis.owners_of(card.session):
            found[pk, _day(card)].append(card)
    days = days_from(monday)
    return [
        Row(
            key=str(owner.pk),
            title=str(owner),
            cells=tuple(Cell(day, None, tuple(found[owner.pk, day])) for day in days),
        )
        for owner in listed
    ]


def periods_of(training_class: TrainingClass, monday: dt.date) -> list[Row]:
    """A row for each period of one class's week."""
    found: dict[tuple[dt.time, dt.date], list[Card]] = defaultdict(list)
    for card in cards_of(_week(monday).filter(training_class=training_class)):
        found[period_of(_time(card)), _day(card)].append(card)
    return [
        Row(
            key=f"{period:%H:%M}",
            title=f"{period:%H:%M} 起",
            cells=tuple(Cell(day, period, tuple(found[period, day])) for day in days_from(monday)),
        )
        for period in PERIODS
    ]


def unplaced(training_class: TrainingClass | None) -> SessionQuerySet:
    """What waits for its place: of one class, or of all that are not over."""
    drafts = Session.objects.non_polymorphic().filter(starts_at=None, state=SessionState.DRAFT)
    ours = drafts.filter(training_class=training_class) if training_class else drafts
    waiting: SessionQuerySet = ours.exclude(training_class__state__in=ENDED)
    return waiting.order_by("training_class__starts_on", "training_class", "seq")


def cards_of(sessions: SessionQuerySet) -> list[Card]:
    listed = sessions.select_related("training_class", "room").prefetch_related("teachers")
    kinds = [(session, kind_of(session)) for session in listed]
    return [Card(session, kind.kind_label, kind._meta.app_label) for session, kind in kinds]


def _week(monday: dt.date) -> SessionQuerySet:
    zone = timezone.get_default_timezone()
    begins = dt.datetime.combine(monday, dt.time(), zone)
    ends = dt.datetime.combine(monday + dt.timedelta(days=DAYS), dt.time(), zone)
    held = Session.objects.non_polymorphic().filter(state__in=HOLDING)
    found: SessionQuerySet = held.filter(starts_at__gte=begins, starts_at__lt=ends)
    return found.order_by("starts_at", "pk")


def _day(card: Card) -> dt.date:
    return timezone.localdate(card.session.starts_at)


def _time(card: Card) -> dt.time:
    return timezone.localtime(card.session.starts_at).time()
