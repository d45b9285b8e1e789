"""Where an activity can be done: halls say it, this floor asks.

A hall brings a provider from its module `places`:

    @register_place_provider
    def lesson_places(user, activity_ids): ...

It answers for all the ids at once, in a constant number of queries, and leaves out those it
does not know. An activity with no place cannot be started by anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from academy.core.kinds import Registry

if TYPE_CHECKING:
    from academy.people.models import User


@dataclass(frozen=True)
class Place:
    """A page where a person finds an activity.

    `is_open`: this person may do it there; where not, `reason` says why, and what to do, in words.
    """

    title: str
    url: str
    is_open: bool
    reason: str = ""


PlaceProvider = Callable[["User", Collection[int]], Mapping[int, Place]]

PLACE_PROVIDERS: Registry[PlaceProvider] = Registry("places")


def register_place_provider(provider: PlaceProvider) -> PlaceProvider:
    """Let a hall answer where its activities are. Usable as a decorator."""
    return PLACE_PROVIDERS.register(f"{provider.__module__}.{provider.__qualname__}", provider)


def places_for(user: User, activity_ids: Collection[int]) -> dict[int, Place]:
    """Where `user` finds each activity: an open place before a closed one, else the first named."""
    return ask_providers(PLACE_PROVIDERS, user, activity_ids)


def ask_providers(
    providers: Iterable[PlaceProvider], user: User, activity_ids: Collection[int]
) -> dict[int, Place]:
    """Ask one after the other, each only about what no earlier one has open."""
    found: dict[int, Place] = {}
    wanted = set(activity_ids)
    for provider in providers:
        if not wanted:
            break
        answers = provider(user, wanted)
        is_open = {pk for pk, place in answers.items() if place.is_open}
        found |= {pk: place for pk, place in answers.items() if pk in is_open or pk not in found}
        wanted -= is_open
    return found


def place_of(user: User, activity_id: int) -> Place | None:
    """Where `user` finds one activity; None when it is nowhere."""
    return places_for(user, [activity_id]).get(activity_id)
