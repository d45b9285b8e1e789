"""What a person did, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from academy.core import clock
from academy.learning.models import Statement
from academy.learning.places import places_for

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from academy.people.models import User


@dataclass(frozen=True)
class FeedItem:
    """One sentence of the feed. `url` is empty where the person cannot go (any more)."""

    day: dt.date
    at: dt.datetime
    did: str
    title: str
    words: str
    url: str


def statements_of(person: User) -> QuerySet[Statement]:
    """A person's log, newest first."""
    return Statement.objects.filter(user=person).order_by("-stored_at", "-pk")


def feed_items(person: User, statements: Collection[Statement]) -> list[FeedItem]:
    """A page of the log in words, with the places of its activities found at once."""
    ids = {int(s.object_id) for s in statements if s.object_type == "activity"}
    urls = {pk: place.url for pk, place in places_for(person, ids).items() if place.is_open}
    return [
        FeedItem(
            day=clock.local_date(statement.stored_at),
            at=statement.stored_at,
            did=statement.get_verb_display(),
            title=statement.object_title,
            words=str(statement.result.get("words", "")),
            url=urls.get(int(statement.object_id), "")
            if statement.object_type == "activity"
            else "",
        )
        for statement in statements
    ]
