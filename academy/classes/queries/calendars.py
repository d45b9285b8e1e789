"""A person's published sessions as events of a calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from django.urls import reverse

from academy.classes.ical import CalendarEvent
from academy.classes.queries.timetable import Lesson, feed_lessons

if TYPE_CHECKING:
    from academy.people.models import User

NAME = "社区干部学院课表"


def events_for(person: User, absolute: Callable[[str], str]) -> Iterator[CalendarEvent]:
    """From 90 days ago on; `absolute` makes a whole address of a path."""
    return (_event(lesson, absolute) for lesson in feed_lessons(person))


def _event(lesson: Lesson, absolute: Callable[[str], str]) -> CalendarEvent:
    entry, found = lesson.entry, lesson.training_class
    teachers = "、".join(entry.place.teachers)
    notes = [
        f"{found.name} · {entry.label}",
        f"教师：{teachers}" if teachers else "",
        f"取消原因：{entry.reason}" if entry.reason else "",
    ]
    return CalendarEvent(
        uid=f"session-{entry.id}@academy",
        sequence=lesson.sequence,
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
        title=entry.title,
        changed_at=entry.changed_at or lesson.starts_at,
        place=entry.place.room,
        notes="\n".join(note for note in notes if note),
        url=absolute(reverse("classes:timetable", args=[found.code])),
        is_cancelled=lesson.is_cancelled,
    )
