"""Decisions over plain values: how far a course is, what its structure is, what changes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from academy.people.enums import Role
from academy.people.rules import Standing, is_within
from courses.enums import DutyState, LessonState

# A moment as people write it: 3:20, 75:00, 1:15:00.
MOMENT = "([0-9]{1,2}[:：][0-5]?[0-9]|[0-9]{1,3})[:：][0-5][0-9]"
# How often a visit to a lesson is written down.
STUDY_MARK = dt.timedelta(minutes=1)
# How late a reminder may still be given.
MAKE_UP = dt.timedelta(days=2)


def percentage(required: Collection[int], done: Collection[int]) -> int:
    """Whole per cent of `required` that is in `done`, rounded down: 100 means all of it.

    A course that requires nothing cannot be completed: it stands at 0.
    """
    wanted = set(required)
    return len(wanted & set(done)) * 100 // len(wanted) if wanted else 0


def is_complete(required: Collection[int], done: Collection[int]) -> bool:
    """All that is required was done, and something was required."""
    return bool(required) and set(required) <= set(done)


def activities_of(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every placed activity of an edition's content, in order."""
    return [activity for lesson in content["lessons"] for activity in lesson["activities"]]


def required_ids(content: Mapping[str, Any]) -> list[int]:
    """The activities that make up the percentage, each once, in order.

    Where an author made nothing required, everything placed is.
    """
    placed = activities_of(content)
    chosen = [a["id"] for a in placed if a["required"]] or [a["id"] for a in placed]
    return list(dict.fromkeys(chosen))


def hours_at_most(content: Mapping[str, Any]) -> Decimal:
    """What completing everything placed can earn; an activity earns once, however often placed."""
    earned = {a["id"]: Decimal(a["hours"]) for a in activities_of(content)}
    return sum(earned.values(), Decimal(0))


def structure(content: Mapping[str, Any]) -> list[Any]:
    """What makes an edition another edition: lessons, placements, order, titles, required."""
    return [
        [
            lesson["id"],
            lesson["title"],
            lesson["chapter"],
            [[a["id"], a["title"], a["required"]] for a in lesson["activities"]],
        ]
        for lesson in content["lessons"]
    ]


def lesson_state(
    activities: Iterable[Mapping[str, Any]], done: Collection[int], begun: Collection[int]
) -> LessonState:
    """Where a person stands with a lesson; a lesson without activities is only text."""
    placed = list(activities)
    wanted = [a["id"] for a in placed if a["required"]] or [a["id"] for a in placed]
    if not wanted:
        return LessonState.TEXT
    if set(wanted) <= set(done):
        return LessonState.DONE
    touched = any(a["id"] in done or a["id"] in begun for a in placed)
    return LessonState.DOING if touched else LessonState.TODO


def is_mark_due(studied_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether a visit is worth a write: a minute since the last one."""
    return now - studied_at >= STUDY_MARK


def seconds_left(started_at: dt.datetime, minimum_seconds: int, now: dt.datetime) -> int:
    """Seconds still to pass on the server's clock, rounded up; 0 when none."""
    left = dt.timedelta(seconds=minimum_seconds) - (now - started_at)
    return max(0, -(-left // dt.timedelta(seconds=1)))


def mark_terms(text: str, terms: Collection[str]) -> list[tuple[str, bool]]:
    """`text` in pieces: True where a term stands. The pieces joined are `text` again."""
    wanted = [re.escape(term) for term in sorted(terms, key=len, reverse=True) if term]
    if not wanted:
        return [(text, False)] if text else []
    pieces = re.split(f"({'|'.join(wanted)})", text, flags=re.IGNORECASE)
    return [(piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece]


def excerpt(text: str, terms: Collection[str], width: int = 80) -> list[tuple[str, bool]]:
    """About `width` characters around the first term, with an ellipsis where text was left out."""
    flat = " ".join(text.split())
    lowered = flat.lower()
    places = [place for place in (lowered.find(term.lower()) for term in terms) if place >= 0]
    start = max(0, min(places, default=0) - width // 4)
    end = start + width
    shown = ("…" if start else "") + flat[start:end] + ("…" if end < len(flat) else "")
    return mark_terms(shown, terms)


# --- Required study ---
def can_see_required(viewer: Standing, path: str) -> bool:
    """Pair of `RequiredStudyQuerySet.visible_to`: `path` of the unit it is required of."""
    if not viewer.is_active:
        return False
    if viewer.sees_everyone or viewer.sees_trainees or is_within(path, viewer.managed_paths):
        return True
    return any(managed.startswith(path) for managed in viewer.managed_paths)


def can_see_class_study(
    viewer: Standing, *, staff: Collection[int], paths: Collection[str] = ()
) -> bool:
    """Pair of `RequiredStudyQuerySet.visible_to`, where it is required of a class.

    `staff`: of the class, by id; `paths`: of the units whose people have it to do. Without any
    path: whether the viewer may see all that have it to do.
    """
    if not viewer.is_active:
        return False
    if viewer.sees_everyone or viewer.sees_trainees or viewer.user_id in staff:
        return True
    return any(is_within(path, viewer.managed_paths) for path in paths)


def can_see_duty(viewer: Standing, person_id: int, path: str, staff: Collection[int] = ()) -> bool:
    """Pair of `StudyDutyQuerySet.visible_to`: whose duty it is, through the unit at `path`.

    `staff`: of the class of which it is required, by id.
    """
    if not viewer.is_active:
        return False
    if viewer.sees_everyone or viewer.sees_trainees or viewer.user_id == person_id:
        return True
    return viewer.user_id in staff or is_within(path, viewer.managed_paths)


def can_require(viewer: Standing, path: str) -> bool:
    """May require study of the unit at `path`, and change or withdraw what is required of it."""
    if not viewer.is_active:
        return False
    if viewer.is_superuser or viewer.has_any({Role.ADMINISTRATOR}):
        return True
    return is_within(path, viewer.managed_paths)


def days_words(due_on: dt.date, today: dt.date) -> str:
    """How far a deadline is: 还有 3 天, 今天到期, 已过期 3 天."""
    days = (due_on - today).days
    if days == 0:
        return "今天到期"
    return f"还有 {days} 天" if days > 0 else f"已过期 {-days} 天"


def duty_words(state: str, due_on: dt.date, done_on: dt.date | None, today: dt.date) -> str:
    """Where a person stands, in words: no figure that could be ranked."""
    if state == DutyState.OPEN:
        return f"{days_words(due_on, today)}，未完成"
    if done_on is None:
        return DutyState.WITHDRAWN.label
    late = (done_on - due_on).days
    done = f"{done_on.year}年{done_on.month}月{done_on.day}日完成"
    return f"{done}，晚了 {late} 天" if late > 0 else done


def reminder_for(
    due_on: dt.date, assigned_on: dt.date, today: dt.date, days_before: Collection[int]
) -> int | None:
    """Which reminder (so many days before the deadline, negative: after it) falls on `today`.

    A reminder is made up for within `MAKE_UP` days when the system was down; of several the
    latest counts. What was assigned on or after a reminder's day needs no reminder yet.
    """
    fitting = [
        days
        for days in days_before
        if dt.timedelta() <= today - (due_on - dt.timedelta(days=days)) <= MAKE_UP
        and assigned_on < due_on - dt.timedelta(days=days)
    ]
    return min(fitting, default=None)


# --- Films ---
def moment_ms(text: str) -> int:
    """The moment that a text of the form MOMENT names."""
    seconds = 0
    for part in text.replace("：", ":").split(":"):
        seconds = seconds * 60 + int(part)
    return seconds * 1000
