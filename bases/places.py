"""Where visit tasks are done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from academy.learning.places import Place, register_place_provider
from bases.activities.visit_task import VisitTask
from bases.rules import closed_reason

if TYPE_CHECKING:
    from collections.abc import Collection

    from academy.people.models import User


@register_place_provider
def visit_task_places(user: User, activity_ids: Collection[int]) -> dict[int, Place]:
    """A visit task is open to everyone signed in while it and its base's page are published."""
    tasks = VisitTask.objects.non_polymorphic().filter(pk__in=activity_ids)
    rows = tasks.values_list("pk", "title", "live", "base__live")
    return {
        pk: _place(pk, title, closed_reason(live, base_live)) for pk, title, live, base_live in rows
    }


def _place(task_id: int, title: str, reason: str) -> Place:
    return Place(title, reverse("bases:task", args=[task_id]), is_open=not reason, reason=reason)
