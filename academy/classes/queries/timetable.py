"""What people see of timetables: published versions alone, whatever is planned since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from academy.classes.enums import ClassState, EnrolmentState
from academy.classes.models import ClassStaff, Enrolment, Teacher, TimetableVersion
from academy.classes.rules import timetable as rules
from academy.core import clock

if TYPE_CHECKING:
    from academy.classes.models import TrainingClass
    from academy.classes.rules.timetable import Entry
    from academy.people.models import User

# Those whose week a class's timetable is.
SEATED = [
    EnrolmentState.CONFIRMED,
    EnrolmentState.ARRIVED,
    EnrolmentState.COMPLETED,
    EnrolmentState.NOT_COMPLETED,
]
WEEKEND = 5
# A calendar keeps so much of what is over.
FEED_DAYS = 90
# A teacher finds what they taught for so long.
TAUGHT_FOR = dt.timedelta(days=400)


@dataclass(frozen=True)
class Lesson:
    """A session of a published timetable. `teaches`: the person asked for teaches it."""

    entry: Entry
    training_class: TrainingClass
    teaches: bool = False

    @property
    def starts_at(self) -> dt.datetime:
        return self.entry.place.starts_at

    @property
    def ends_at(self) -> dt.datetime:
        return self.entry.place.ends_at

    @property
    def is_cancelled(self) -> bool:
        return self.entry.is_cancelled or self._class_is_cancelled

    @property
    def sequence(self) -> int:
        """For calendars: counts the cancelling of the whole class as one change more."""
        return self.entry.sequence + int(self._class_is_cancelled)

    @property
    def _class_is_cancelled(self) -> bool:
        return self.training_class.state == ClassState.CANCELLED

    @property
    def is_marked(self) -> bool:
        """Whether its last change is still shown, struck through."""
        return self.entry.is_marked(clock.now())

    @property
    def is_running(self) -> bool:
        return not self.is_cancelled and self.starts_at <= clock.now() < self.ends_at

    @property
    def is_over(self) -> bool:
        return self.ends_at <= clock.now()

    @property
    def day(self) -> dt.date:
        return timezone.localdate(self.starts_at)


@dataclass(frozen=True)
class DayPart:
    """The lessons of a morning, an afternoon or an evening."""

    name: str
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True)
class Day:
    """A day of a week; all days of it have the same parts, empty ones too."""

    date: dt.date
    parts: tuple[DayPart, ...]

    @property
    def is_today(self) -> bool:
        return self.date == clock.today()

    @property
    def is_past(self) -> bool:
        return self.date < clock.today()

    @property
    def is_free(self) -> bool:
        return not any(part.lessons for part in self.parts)


def current_version(training_class: TrainingClass) -> TimetableVersion | None:
    """What the people of a class see; None before the first publication."""
    return training_class.timetables.order_by("-number").first()


def lessons_of_class(version: TimetableVersion | None) -> list[Lesson]:
    """Everything on a published timetable, in the order of time."""
    if version is None:
        return []
    return [Lesson(entry, version.training_class) for entry in version.entries()]


def lessons_of(person: User, *, since: dt.datetime) -> list[Lesson]:
    """All that concerns a person from `since` on, over all classes: one statement.

    The whole timetable of classes they sit in or look after, of others what they teach.
    """
    teacher = Subquery(Teacher.objects.filter(person=person).values("pk")[:1])
    here = {"training_class": OuterRef("training_class"), "person": person}
    seat = Exists(Enrolment.objects.filter(**here, state__in=SEATED))
    duty = Exists(ClassStaff.objects.filter(**here))
    taught = Exists(
        TimetableVersion.teachers.through.objects.filter(
            timetableversion=OuterRef("pk"), teacher__person=person
        )
    )
    versions = (
        TimetableVersion.objects.current()
        .filter(training_class__ends_on__gte=timezone.localdate(since))
        .annotate(is_whole=Q(seat) | Q(duty), as_teacher=teacher)
        .filter(Q(is_whole=True) | taught)
        .select_related("training_class")
    )
    found = [each for version in versions for each in _lessons_in(version)]
    return sorted(
        (lesson for lesson in found if lesson.ends_at > since),
        key=lambda lesson: (lesson.starts_at, lesson.entry.id),
    )


def _lessons_in(version: Any) -> Iterable[Lesson]:
    for entry in version.entries():
        teaches = version.as_teacher in entry.teacher_ids
        if teaches or version.is_whole:
            yield Lesson(entry, version.training_class, teaches)


def next_session_of(person: User) -> Lesson | None:
    """What a person has now or next, of whatever class: one statement."""
    return next_of(lessons_of(person, since=clock.now()))


def today_of(person: User) -> tuple[list[Lesson], Lesson | None]:
    """Everything of a person's today, what is over included; and what comes next, ever."""
    today = clock.today()
    found = lessons_of(person, since=_midnight(today))
    return [lesson for lesson in found if lesson.day == today], next_of(found)


def lessons_taught(person: User, *, is_past: bool) -> list[Lesson]:
    """What a person teaches: what comes, the next first; or what was, the last first."""
    now = clock.now()
    since = now - TAUGHT_FOR if is_past else now
    found = [lesson for lesson in lessons_of(person, since=since) if lesson.teaches]
    return [lesson for lesson in reversed(found) if lesson.is_over] if is_past else found


def feed_lessons(person: User) -> list[Lesson]:
    """What a person's calendar holds."""
    return lessons_of(person, since=clock.now() - dt.timedelta(days=FEED_DAYS))


def next_of(lessons: Iterable[Lesson]) -> Lesson | None:
    """The first that is not over and is held."""
    now = clock.now()
    held = (lesson for lesson in lessons if not lesson.is_cancelled and lesson.ends_at > now)
    return next(held, None)


def week_of(lessons: Sequence[Lesson], monday: dt.date) -> list[Day]:
    """The days of a week, weekends only where something is held on them or later that week."""
    days = [monday + dt.timedelta(days=number) for number in range(7)]
    shown = [lesson for lesson in lessons if monday <= lesson.day <= days[-1]]
    names = [name for _, name in rules.PARTS if any(_part(each) == name for each in shown)]
    last = max((lesson.day.weekday() for lesson in shown), default=0)
    return [
        Day(day, tuple(DayPart(name, _in(shown, day, name)) for name in names))
        for day in days[: max(WEEKEND, last + 1)]
    ]


def _in(lessons: Iterable[Lesson], day: dt.date, part: str) -> tuple[Lesson, ...]:
    return tuple(each for each in lessons if each.day == day and _part(each) == part)


def _part(lesson: Lesson) -> str:
    return rules.part_of(timezone.localtime(lesson.starts_at).time())


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), timezone.get_default_timezone())
