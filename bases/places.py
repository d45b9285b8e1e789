"""Where visit tasks are done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from academy.learning.places import Place, register_place_provider
from bases.activities.visit_task import VisitTask

if TYPE_CHECKING:
    from collections.abc import Collection

    from academy.people.models import User

BASE_CLOSED = "这个实践基地暂不开放，请先学习其他内容或联系教务处。"
NOT_PUBLISHED = "这项现场任务还没有发布。"


@register_place_provider
def visit_task_places(user: User, activity_ids: Collection[int]) -> dict[int, Place]:
    """A visit task is open to everyone signed in while it and its base's page are published."""
    tasks = VisitTask.objects.non_polymorphic().filter(pk__in=activity_ids)
    rows = tasks.values_list("pk", "title", "live", "base__live")
    return {
        pk: Place(
            title=title,
            url=reverse("bases:task", args=[pk]),
            is_open=live and base_live,
            reason="" if live and base_live else BASE_CLOSED if live else NOT_PUBLISHED,
        )
        for pk, title, live, base_live in rows
    }
