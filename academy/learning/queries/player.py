"""How a person stands with an activity, as its player shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from academy.core import clock
from academy.learning.models import Activity, Attempt, Completion, Outcome
from academy.learning.queries.activities import with_activity
from academy.learning.rules.timing import is_overdue

if TYPE_CHECKING:
    from academy.people.models import User


@dataclass(frozen=True)
class PlayerState:
    """How a person stands with an activity.

    `attempt`: the open one. `outcome`: what the last submitted one, `last_attempt`, came to.
    `may_start`: empty when a new attempt may be started, else why not, in words.
    """

    activity: Activity
    attempt: Attempt | None
    completion: Completion | None
    last_attempt: Attempt | None
    may_start: str

    @property
    def shown_attempt(self) -> Attempt | None:
        """The open attempt, else the last one handed in; None before the first."""
        return self.attempt or self.last_attempt

    @property
    def outcome(self) -> Outcome | None:
        return self.last_attempt.outcome if self.last_attempt else None

    @property
    def terms(self) -> list[str]:
        """What to know before the next attempt; empty while one is open or none may be started."""
        if self.attempt or self.may_start:
            return []
        return self.activity.terms(self.last_attempt.number if self.last_attempt else 0)

    @property
    def is_overdue(self) -> bool:
        """The open attempt's time has run out: it waits to be handed in by the server."""
        return self.attempt is not None and is_overdue(self.attempt.due_at, clock.now())


def player_state(user: User, activity: Activity) -> PlayerState:
    """How `user` stands with `activity`: one query, a second one where it may be completed."""
    mine = Attempt.objects.filter(user=user, activity=activity).with_done()
    newest = list(mine.order_by("-number")[:2])
    for attempt in newest:
        attempt.activity, attempt.user = activity, user
    current = newest[0] if newest and newest[0].is_open else None
    finished = [attempt for attempt in newest if not attempt.is_open]
    completion = None
    if not newest or newest[0].is_done:
        completion = Completion.objects.filter(user=user, activity=activity).first()
    return PlayerState(
        activity=activity,
        attempt=current,
        completion=completion,
        last_attempt=finished[0] if finished else None,
        may_start="" if current else activity.may_start(finished[0].number if finished else 0),
    )


def player_context(state: PlayerState) -> dict[str, Any]:
    """What `learning/player.html` and the kind's own template are rendered with."""
    attempt = state.shown_attempt
    return {
        "activity": state.activity,
        "attempt": attempt,
        "completion": state.completion,
        "outcome": state.outcome,
        "may_start": state.may_start,
        "terms": state.terms,
        **(state.activity.player_context(attempt) if attempt else {}),
    }


def attempt_in_hand(
    user: User, activity_id: int, number: str = "", *, hold: bool = False
) -> Attempt | None:
    """A person's own attempt by its `number`, else the newest: nobody else's can be reached.

    It comes with its activity. `hold`: nobody else may change it until the transaction ends.
    """
    attempts = Attempt.objects.select_for_update(of=("self",)) if hold else Attempt.objects.all()
    attempts = attempts.filter(user=user, activity=activity_id).with_done().order_by("-number")
    if number:
        attempts = attempts.filter(number=int(number)) if number.isdecimal() else attempts.none()
    attempt = with_activity(attempts, activity_id)
    if attempt:
        attempt.user = user
    return attempt
