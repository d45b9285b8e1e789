"""Decisions over plain values: how far a course is, what its structure is, what changes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from courses.enums import LessonState

# How often a visit to a lesson is written down.
STUDY_MARK = dt.timedelta(minutes=1)


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
