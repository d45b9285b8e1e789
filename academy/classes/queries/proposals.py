"""What the pages of the timetabling help show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Count, F, Prefetch, Q

from academy.classes.enums import ProposalItemState
from academy.classes.models import Proposal, ProposalItem, Room, Session, Teacher
from academy.classes.models.sessions import HOLDING
from academy.classes.planning.best import best_places
from academy.classes.planning.checker import sessions_without_candidates
from academy.classes.queries.planning import load_class, load_session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from academy.classes.models import TrainingClass
    from academy.classes.planning.words import Explanation
    from academy.people.models import User

T = TypeVar("T", Room, Teacher)


@dataclass(frozen=True)
class Offer:
    """A place a session could have: everything that accepting it needs, and why it is good."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    room: Room | None
    teachers: tuple[Teacher, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Offers:
    """The best places of a session, best first; `explanation` only where there is none.

    `version`: of the session as the places were looked for.
    """

    places: tuple[Offer, ...]
    explanation: Explanation | None
    version: int


def offers_for(session: Session) -> Offers:
    """Five places on the dates of the session's class, its own present place left aside."""
    loaded = load_session(session)
    found = best_places(loaded.problem, session.pk)
    named = [each.place for each in found.places]
    rooms = _by_resource(Room, {place.room_id for place in named if place.room_id})
    teachers = _by_resource(Teacher, {pk for each in named for pk in each.teacher_ids})
    length = dt.timedelta(minutes=session.minutes)
    offers = tuple(
        Offer(
            starts_at=each.place.start,
            ends_at=each.place.start + length,
            room=rooms[each.place.room_id] if each.place.room_id else None,
            teachers=tuple(teachers[pk] for pk in each.place.teacher_ids),
            reasons=each.reasons,
        )
        for each in found.places
    )
    return Offers(offers, found.explanation, loaded.versions[session.pk])


def hopeless_in(training_class: TrainingClass) -> tuple[Explanation, ...]:
    """The sessions of a class that no planning can place, each with what is in the way."""
    problem = load_class(training_class).problem
    return sessions_without_candidates(problem, {training_class.resource_id})


def sessions_to_plan(training_class: TrainingClass) -> QuerySet[Session]:
    """What stands on a class's list, those without a place first."""
    held = training_class.sessions.non_polymorphic().filter(state__in=HOLDING)
    rows: QuerySet[Session] = held.select_related("room", "subject").prefetch_related("teachers")
    return rows.order_by("starts_at", "seq", "pk")


def proposals_about(training_class: TrainingClass, viewer: User) -> QuerySet[Proposal]:
    """What was proposed for a class or for sessions of it, newest first."""
    waits = Q(items__state=ProposalItemState.OPEN, items__starts_at__isnull=False)
    seen = Proposal.objects.visible_to(viewer).about(training_class)
    counted = seen.select_related("made_by").annotate(waiting=Count("items", filter=waits))
    return counted.order_by("-made_at", "-pk")


def items_of(proposal: Proposal) -> QuerySet[ProposalItem]:
    """Its items with all that a page says of them, those without a place last."""
    sessions = Session.objects.non_polymorphic().select_related("training_class")
    return (
        proposal.items.select_related("room", "decided_by")
        .prefetch_related("teachers", Prefetch("session", sessions))
        .order_by(F("starts_at").asc(nulls_last=True), "pk")
    )


def _by_resource(model: type[T], ids: Iterable[int]) -> dict[int, T]:
    return {row.resource_id: row for row in model._default_manager.filter(resource__in=ids)}
