"""The stored hours of a class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from academy.classes.models import TrainingClass
from academy.classes.queries.hours import class_hours

if TYPE_CHECKING:
    from decimal import Decimal


def refresh_hours(*, training_class: TrainingClass) -> Decimal:
    """Store what the sessions of a class come to. Call it in the transaction that changes them."""
    hours = class_hours(training_class)
    TrainingClass.objects.filter(pk=training_class.pk).update(hours=hours)
    training_class.hours = hours
    return hours
