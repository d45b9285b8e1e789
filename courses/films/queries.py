"""Reads about films."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from academy.learning.models import Activity
from courses.films.models import Film, uses_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet


def activities_showing(films: Iterable[Film]) -> dict[int, list[Activity]]:
    """The activities that show each film, by the film's id: two queries for any number."""
    uses = uses_of(Film.objects.filter(pk__in=[film.pk for film in films]).values("pk"))
    found: dict[int, list[Activity]] = defaultdict(list)
    activities: QuerySet[Any] = Activity.objects.non_polymorphic().filter(pk__in=uses)
    for activity in activities.order_by("title"):
        found[uses[activity.pk]].append(activity)
    return dict(found)
