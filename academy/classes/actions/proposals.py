"""Answers of the timetabling help: written down, then accepted or dropped item by item.

A session changes only through `place_session`, under the name of whoever accepts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from academy.classes.actions.claims import patiently
from academy.classes.actions.classes import may_plan
from academy.classes.actions.sessions import OvertakenError, place_session, place_words
from academy.classes.enums import ProposalItemState, ProposalState
from academy.classes.models import Proposal, ProposalItem, Room, Session, Teacher
from academy.core import clock
from academy.core.errors import ActionError

if TYPE_CHECKING:
    from academy.classes.enums import ProposalKind
    from academy.classes.models import TrainingClass
    from academy.classes.planning import greedy as engine
    from academy.people.models import User

NOTHING_TO_DO = "没有需要改动的课次。"
NO_PLACE = "这次课没有找到合适的位置，请按说明先解决冲突，或人工安排。"
DECIDED = "这条建议已经处理过（{}），没有再改。"
# So many lines of an explanation are kept: the first say what is in the way.
LINES = 40


@dataclass(frozen=True)
class Asked:
    """What was asked for. `versions`: of the sessions, as the help began to look at them."""

    kind: ProposalKind
    title: str
    versions: Mapping[int, int]
    training_class: TrainingClass | None = None
    by: User | None = None


@transaction.atomic
def write_proposal(*, asked: Asked, found: Sequence[engine.Proposal]) -> Proposal:
    """Keep what the help found. No session is touched."""
    kept = [each for each in found if each.is_change or each.place is None]
    has_places = any(each.place for each in kept)
    proposal = Proposal.objects.create(
        training_class=asked.training_class,
        kind=asked.kind,
        title=asked.title[:160],
        words=_result_words(kept),
        state=ProposalState.OPEN if has_places else ProposalState.SETTLED,
        made_by=asked.by,
    )
    _write_items(proposal, kept, asked.versions)
    return proposal


def _result_words(found: Sequence[engine.Proposal]) -> str:
    placed = sum(1 for each in found if each.place)
    words = [f"{placed} 次课有建议"] if placed else []
    if left := len(found) - placed:
        words.append(f"{left} 次课排不下")
    return "，".join(words) + "。" if words else NOTHING_TO_DO


def _write_items(
    proposal: Proposal, found: Sequence[engine.Proposal], versions: Mapping[int, int]
) -> None:
    places = [each.place for each in found if each.place]
    room_ids = {place.room_id for place in places}
    rooms = {room.resource_id: room for room in Room.objects.filter(resource__in=room_ids)}
    ids = {pk for place in places for pk in place.teacher_ids}
    teachers = {each.resource_id: each for each in Teacher.objects.filter(resource__in=ids)}
    rows = Session.objects.non_polymorphic().select_related("room")
    sessions = rows.in_bulk([each.session_id for each in found])
    for each in found:
        place, why = each.place, each.explanation
        item = ProposalItem.objects.create(
            proposal=proposal,
            session=sessions[each.session_id],
            session_version=versions[each.session_id],
            starts_at=place.start if place else None,
            room=rooms.get(place.room_id) if place and place.room_id else None,
            before=place_words(sessions[each.session_id]),
            reasons=list(each.reasons),
            summary=why.summary if why else "",
            blockers=list(why.lines[:LINES]) if why else [],
        )
        if place:
            item.teachers.set(teachers[pk] for pk in place.teacher_ids)


def accept_item(*, item: ProposalItem, by: User) -> ProposalItem:
    """Let the session stand where the item says, through the normal write path.

    Accepted before: no change. What stands against it leaves the item open with the refusal; a
    session that somebody has changed since makes it stale. Both are raised as well.
    """
    may_plan(by)
    try:
        _accept(item=item, by=by)
    except OvertakenError as error:
        _refuse(item, error, state=ProposalItemState.STALE)
        _settle(item.proposal)
        raise
    except ActionError as error:
        _refuse(item, error)
        raise
    _settle(item.proposal)
    return item


@patiently
def _accept(*, item: ProposalItem, by: User) -> None:
    with transaction.atomic():
        rows = ProposalItem.objects.select_for_update(no_key=True, of=("self",))
        held = rows.select_related("room", "proposal").get(pk=item.pk)
        if held.state == ProposalItemState.ACCEPTED:
            return
        if held.state != ProposalItemState.OPEN:
            raise ActionError(DECIDED.format(held.get_state_display()))
        if held.starts_at is None:
            raise ActionError(NO_PLACE)
        session = Session.objects.select_related("training_class", "room").get(pk=held.session_id)
        place_session(
            session=session,
            starts_at=held.starts_at,
            room=held.room,
            teachers=list(held.teachers.all()),
            by=by,
            version=held.session_version,
            reason=held.proposal.title,
        )
        _decide(item, ProposalItemState.ACCEPTED, by)


@dataclass(frozen=True)
class Accepted:
    """How many items were accepted, and how many were refused."""

    accepted: int
    refused: int

    @property
    def words(self) -> str:
        """For the person who pressed the button."""
        rest = f"，{self.refused} 条没有采纳，原因写在各条下面" if self.refused else ""
        return f"已采纳 {self.accepted} 条{rest}。"


def accept_all(*, proposal: Proposal, by: User) -> Accepted:
    """Accept every open item by itself: one that is refused keeps no other from its place."""
    may_plan(by)
    open_items = proposal.items.filter(state=ProposalItemState.OPEN, starts_at__isnull=False)
    accepted = refused = 0
    for item in open_items.select_related("proposal"):
        try:
            accept_item(item=item, by=by)
            accepted += 1
        except ActionError:
            # Its words stand at the item; the person is told how many there are.
            refused += 1
    return Accepted(accepted, refused)


@transaction.atomic
def drop_item(*, item: ProposalItem, by: User) -> ProposalItem:
    """Leave the session where it is. An accepted item stays accepted; dropped before: no change."""
    may_plan(by)
    rows = ProposalItem.objects.select_for_update(no_key=True)
    state = rows.get(pk=item.pk).state
    if state == ProposalItemState.ACCEPTED:
        raise ActionError(DECIDED.format(ProposalItemState.ACCEPTED.label))
    if state == ProposalItemState.OPEN:
        _decide(item, ProposalItemState.DROPPED, by)
        _settle(item.proposal)
    return item


def _decide(item: ProposalItem, state: ProposalItemState, by: User) -> None:
    item.state, item.decided_by, item.decided_at, item.refusal = state, by, clock.now(), ""
    item.save(update_fields=["state", "decided_by", "decided_at", "refusal"])


def _refuse(item: ProposalItem, error: ActionError, **fields: str) -> None:
    """Keep the words at an item that nobody has decided meanwhile."""
    undecided = ProposalItem.objects.filter(pk=item.pk, state=ProposalItemState.OPEN)
    undecided.update(refusal=error.message, **fields)
    item.refresh_from_db(fields=["state", "refusal"])


def _settle(proposal: Proposal) -> None:
    left = proposal.items.filter(state=ProposalItemState.OPEN, starts_at__isnull=False)
    if not left.exists():
        Proposal.objects.filter(pk=proposal.pk).update(state=ProposalState.SETTLED)
