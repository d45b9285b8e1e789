"""The outline of a course with a person's state in it: one query for any length."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, IntegerField, Value

from academy.learning.enums import AttemptState
from academy.learning.models import Attempt, Completion
from courses import rules
from courses.enums import LessonState
from courses.watching.models import Watch

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from academy.people.models import User

# From this many lessons on, the player's outline shows only the chapter one is in, and of it only
# so many lessons before and after.
LONG_COURSE = 60
NEAR = 30
MARKS = DONE, BEGUN, WATCHED = "done", "begun", "watched"
TEXT = CharField()


@dataclass(frozen=True)
class OutlineActivity:
    """A placed activity as the edition has it, with the person's state.

    `watched`: whole per cent of its film; None where there is none or none was begun.
    """

    id: int
    title: str
    kind: str
    icon: str
    minutes: int
    hours: str
    rule: str
    required: bool
    state: LessonState
    watched: int | None

    @property
    def watched_words(self) -> str:
        """How much of a film was seen; empty where none was begun."""
        return "" if self.watched is None else f"已看 {self.watched}%"

    @property
    def meta(self) -> str:
        """Kind, length, when it is done, and what completing it earns."""
        parts = [self.kind]
        parts += [f"{self.minutes} 分钟"] if self.minutes else []
        parts += [self.rule] if self.rule else []
        parts += [f"完成计 {self.hours} 学时"] if self.hours != "0" else []
        parts += [] if self.required else ["选做"]
        return " · ".join(parts)


@dataclass(frozen=True)
class OutlineLesson:
    """A lesson as the edition has it, with the person's state. `number` counts from 1."""

    number: int
    id: int
    title: str
    chapter: str
    state: LessonState
    activities: tuple[OutlineActivity, ...]

    @property
    def minutes(self) -> int:
        """Length of all its activities."""
        return sum(activity.minutes for activity in self.activities)

    @property
    def length(self) -> str:
        """The same in words; empty where nothing is timed."""
        return f"{self.minutes} 分钟" if self.minutes else ""

    @property
    def watched_words(self) -> str:
        """How much of its film was seen; empty where it has none that was begun, or several."""
        words = [activity.watched_words for activity in self.activities if activity.watched_words]
        return words[0] if len(words) == 1 else ""


@dataclass(frozen=True)
class Chapter:
    """Neighbouring lessons under one heading."""

    title: str
    lessons: tuple[OutlineLesson, ...]


@dataclass(frozen=True)
class Outline:
    """The lessons of an edition in order."""

    lessons: tuple[OutlineLesson, ...]

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)

    @property
    def is_long(self) -> bool:
        return len(self.lessons) > LONG_COURSE

    def lesson(self, lesson_id: int) -> OutlineLesson | None:
        return next((lesson for lesson in self.lessons if lesson.id == lesson_id), None)

    def beside(self, lesson: OutlineLesson, step: int) -> OutlineLesson | None:
        """The lesson before (-1) or after (+1)."""
        place = lesson.number - 1 + step
        return self.lessons[place] if 0 <= place < len(self.lessons) else None

    def around(self, lesson: OutlineLesson) -> tuple[Chapter, ...]:
        """What the player shows: everything, of a long course what is near in the chapter."""
        if not self.is_long:
            return chapters_of(self.lessons)
        first = max(0, lesson.number - 1 - NEAR)
        near = self.lessons[first : lesson.number + NEAR]
        return chapters_of([other for other in near if other.chapter == lesson.chapter])

    def resume(self, last_lesson_id: int | None) -> OutlineLesson | None:
        """Where to go on: the last lesson if unfinished, else the first unfinished or first."""
        unfinished = [
            lesson
            for lesson in self.lessons
            if lesson.state in (LessonState.TODO, LessonState.DOING)
        ]
        last = next((lesson for lesson in unfinished if lesson.id == last_lesson_id), None)
        return last or next(iter(unfinished or self.lessons), None)


def chapters_of(lessons: Collection[OutlineLesson]) -> tuple[Chapter, ...]:
    """Lessons under their chapters' headings, in order."""
    return tuple(
        Chapter(title, tuple(group))
        for title, group in groupby(lessons, key=lambda lesson: lesson.chapter)
    )


@dataclass(frozen=True)
class States:
    """Ids of activities that somebody completed and of those begun and open; films by per cent."""

    done: frozenset[int] = frozenset()
    begun: frozenset[int] = frozenset()
    watched: Mapping[int, int] = field(default_factory=dict)


def study_outline(user: User | None, content: dict[str, Any]) -> Outline:
    """The outline of an edition's content as `user` stands in it; nobody: all not begun."""
    return outline_of(content, activity_states(user, content) if user else States())


def outline_of(content: dict[str, Any], states: States) -> Outline:
    """The outline of an edition's content with what was done and begun."""
    return Outline(
        tuple(
            OutlineLesson(
                number=number,
                id=lesson["id"],
                title=lesson["title"],
                chapter=lesson["chapter"],
                state=rules.lesson_state(lesson["activities"], states.done, states.begun),
                activities=tuple(_activity(line, states) for line in lesson["activities"]),
            )
            for number, lesson in enumerate(content["lessons"], start=1)
        )
    )


def _activity(line: dict[str, Any], states: States) -> OutlineActivity:
    state = LessonState.DOING if line["id"] in states.begun else LessonState.TODO
    return OutlineActivity(
        id=line["id"],
        title=line["title"],
        kind=line["kind"],
        icon=line["icon"],
        minutes=line["minutes"],
        hours=line["hours"],
        # Editions from before activities said their rule have none.
        rule=line.get("rule", ""),
        required=line["required"],
        state=LessonState.DONE if line["id"] in states.done else state,
        watched=states.watched.get(line["id"]),
    )


def activity_states(user: User, content: dict[str, Any]) -> States:
    """How `user` stands with the activities of a content: one query."""
    ids = [line["id"] for line in rules.activities_of(content)]
    if not ids:
        return States()
    mine = {"user": user, "activity_id__in": ids}
    completed = Completion.objects.filter(**mine).values_list("activity_id", *_marks(DONE))
    opened = Attempt.objects.filter(**mine, state=AttemptState.OPEN)
    watched = Watch.objects.filter(attempt__user=user, attempt__activity_id__in=ids)
    rows = list(
        completed.union(
            opened.values_list("activity_id", *_marks(BEGUN)),
            watched.values_list("attempt__activity_id", Value(WATCHED, TEXT), "percent"),
            all=True,
        )
    )
    found = {mark: {pk: value for pk, kept, value in rows if kept == mark} for mark in MARKS}
    done = frozenset(found[DONE])
    return States(done, frozenset(found[BEGUN]) - done, found[WATCHED])


def _marks(mark: str) -> tuple[Value, Value]:
    """Columns beside an activity's id, so that rows of three tables fit one query."""
    return Value(mark, TEXT), Value(0, IntegerField())
