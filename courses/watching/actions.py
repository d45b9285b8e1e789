"""The one write of watching."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction

from academy.core.errors import ActionError
from academy.learning.actions import submit_attempt
from academy.learning.models import Attempt, Outcome
from courses.watching.errors import WatchError
from courses.watching.models import Held, Watch, columns, swap
from courses.watching.queries import held_of, milliseconds
from courses.watching.rules import Accepted, Beat, Lost, accept, is_complete
from courses.watching.studies import Study

# Others may write between reading and writing: so often is it tried anew.
TRIES = 8
CROWDED = "服务器正忙，这一段留在本机，稍后自动补上。"


@dataclass(frozen=True)
class Kept:
    """What became of a beat.

    `study`: with the state as stored now. `outcome`: of the attempt, where this beat completed
    it. `trouble`: why it could not be completed although enough was seen, in words.
    """

    study: Study
    lost: tuple[Lost, ...] = ()
    outcome: Outcome | None = None
    trouble: str = ""


def record_beat(*, study: Study, beat: Beat) -> Kept:
    """Count a beat and, where enough has been seen now, hand the attempt in at once.

    One UPDATE that names the version it builds on; where somebody else wrote since, it is read
    and decided anew. So is a beat that changes nothing, which a token may be too old to tell.
    WatchError when others write in between again and again.
    """
    now, held = milliseconds(), study.held
    for _ in range(TRIES):
        carried, held = held is not None, held or held_of(study.attempt_id, study.began_at)
        accepted = accept(beat, held.state, study.terms, now)
        changes = accepted.state != held.state
        if not changes and not carried:
            return Kept(replace(study, held=held), accepted.lost)
        kept = _write(study, held, accepted) if changes else None
        if kept:
            return kept
        held = None
    raise WatchError(CROWDED, 503)


def _write(study: Study, held: Held, accepted: Accepted) -> Kept | None:
    """Store an accepted state over the one it builds on; None where that is gone."""
    following = Held(accepted.state, held.version + 1)
    kept = Kept(replace(study, held=following), accepted.lost)
    if study.is_done or not is_complete(accepted.state.seen, study.terms):
        return kept if _swap(study, held, following) else None
    with transaction.atomic():
        return _complete(kept) if _swap(study, held, following) else None


def _swap(study: Study, held: Held, following: Held) -> bool:
    if not held.version:
        first = Watch(attempt_id=study.attempt_id, **columns(held, study.terms))
        Watch.objects.bulk_create([first], ignore_conflicts=True)
    return swap(study.attempt_id, held, following, study.terms)


def _complete(kept: Kept) -> Kept:
    """Hand the attempt in. What was watched stays stored even where that is refused."""
    attempt = Attempt.objects.select_related("user").get(pk=kept.study.attempt_id)
    try:
        outcome = submit_attempt(attempt=attempt, answers={})
    except ActionError as error:
        return replace(kept, trouble=error.message)
    if not outcome.completed:
        return replace(kept, trouble=outcome.words)
    return replace(kept, outcome=outcome, study=replace(kept.study, is_done=True))
