"""Reads about sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from academy.classes.models import TrainingClass


def headcount_of(training_class: TrainingClass) -> int:
    """How many people a room must hold: those expected, the planned number before that."""
    return training_class.enrolments.expected().count() or training_class.capacity
