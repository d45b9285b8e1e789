"""Attempts and what comes of them."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from academy.core import clock
from academy.core.errors import ActionError
from academy.learning import signals
from academy.learning.actions.ledger import append_credit
from academy.learning.actions.log import record_statement
from academy.learning.enums import AttemptState, Verb
from academy.learning.models import Attempt, Completion, CreditEntry, Outcome
from academy.learning.queries import PlayerState, player_state
from academy.learning.rules.timing import is_overdue, overdue_before

if TYPE_CHECKING:
    from collections.abc import Mapping

    from academy.learning.models import Activity, CreditBasis, Saved
    from academy.people.models import User

SUBMITTED_ALREADY = "这次作答已经提交，不能再改。"
TIME_IS_UP = "作答时间已到，之后的改动不再保存；已保存的答案会按时交卷。"


@transaction.atomic
def open_attempt(*, user: User, activity: Activity) -> Attempt:
    """The person's open attempt at an activity, a new one if there is none.

    An attempt whose time has run out is handed in first. Raises ActionError when the kind allows
    no further attempt. Called twice at once, both callers get the same attempt.
    """
    state = refresh_player_state(user=user, activity=activity)
    if state.attempt:
        return state.attempt
    if state.may_start:
        raise ActionError(state.may_start)
    number = state.last_attempt.number + 1 if state.last_attempt else 1
    attempt = Attempt(user=user, activity=activity, number=number)
    activity.start(attempt)
    try:
        with transaction.atomic():
            attempt.save(force_insert=True)
    except IntegrityError:
        return Attempt.objects.get(user=user, activity=activity, number=number)
    _note(attempt, Verb.STARTED)
    return attempt


@transaction.atomic
def save_answers(*, attempt: Attempt, answers: Mapping[str, list[str]]) -> Saved:
    """Keep answers while the attempt is open and its time lasts; ActionError afterwards."""
    held = _hold(attempt)
    if not held.is_open:
        raise ActionError(SUBMITTED_ALREADY)
    if is_overdue(held.due_at, clock.now()):
        raise ActionError(TIME_IS_UP)
    return _keep(held, answers)


@transaction.atomic
def submit_attempt(*, attempt: Attempt, answers: Mapping[str, list[str]]) -> Outcome:
    """Hand an attempt in, judge it and, where it completes the activity, credit its hours.

    A second submit gives the first one's outcome and adds nothing. After the time has run out
    `answers` are ignored and what was saved is judged.
    """
    held = _hold(attempt)
    if held.outcome:
        return held.outcome
    in_time = not is_overdue(held.due_at, clock.now())
    if in_time:
        _keep(held, answers)
    outcome = held.activity.judge(held, answers if in_time else {})
    if outcome.stays_open and in_time:
        return outcome
    _close(held, outcome)
    if outcome.completed:
        complete_activity(user=held.user, activity=held.activity, attempt=held, outcome=outcome)
    return outcome


@transaction.atomic
def complete_activity(
    *, user: User, activity: Activity, outcome: Outcome, attempt: Attempt | None = None
) -> Completion:
    """Note that an activity is done and credit it, the first time; later calls change nothing."""
    completion, created = Completion.objects.get_or_create(
        user=user, activity=activity, defaults={"attempt": attempt}
    )
    if not created:
        return completion
    record_statement(
        user=user,
        verb=Verb.COMPLETED,
        object_type="activity",
        object_id=activity.pk,
        title=activity.title,
        result={"words": outcome.words},
    )
    if activity.earns_hours:
        _credit(completion, activity.credit_basis(outcome))
    news = {"user_id": user.pk, "activity_id": activity.pk, "completion_id": completion.pk}
    transaction.on_commit(
        functools.partial(signals.activity_completed.send, sender=Completion, **news)
    )
    return completion


def submit_overdue_attempts(
    *, user: User | None = None, activity: Activity | None = None, limit: int = 500
) -> int:
    """Hand in the attempts whose time has run out, of everybody or of one person; how many.

    Each on its own: one that fails holds up no other, and is raised when all have had their turn.
    """
    overdue = Attempt.objects.filter(
        state=AttemptState.OPEN, due_at__lt=overdue_before(clock.now())
    ).order_by("due_at")
    if user:
        overdue = overdue.filter(user=user)
    if activity:
        overdue = overdue.filter(activity=activity)
    attempts, failures = list(overdue[:limit]), []
    for attempt in attempts:
        try:
            submit_attempt(attempt=attempt, answers={})
        except Exception as failure:
            failures.append(failure)
    if failures:
        raise ExceptionGroup("attempts that could not be handed in", failures)
    return len(attempts)


def refresh_player_state(*, user: User, activity: Activity) -> PlayerState:
    """How a person stands with an activity, after handing in an attempt that ran out of time."""
    state = player_state(user, activity)
    if state.is_overdue and state.attempt:
        submit_attempt(attempt=state.attempt, answers={})
        state = player_state(user, activity)
    return state


def _hold(attempt: Attempt) -> Attempt:
    """The attempt as it stands now, held until the transaction ends."""
    held = Attempt.objects.select_for_update().get(pk=attempt.pk)
    held.activity, held.user = attempt.activity, attempt.user
    return held


def _keep(held: Attempt, answers: Mapping[str, list[str]]) -> Saved:
    saved = held.activity.save_answers(held, answers)
    Attempt.objects.filter(pk=held.pk, state=AttemptState.OPEN).update(data=held.data)
    return saved


def _close(held: Attempt, outcome: Outcome) -> None:
    """Set the outcome by compare-and-swap: an attempt is closed once."""
    values = {
        "state": AttemptState.SUBMITTED,
        "submitted_at": clock.now(),
        "completed": outcome.completed,
        "words": outcome.words,
        "score": outcome.score,
        "max_score": outcome.max_score,
        "passed": outcome.passed,
    }
    if not Attempt.objects.filter(pk=held.pk, state=AttemptState.OPEN).update(**values):
        raise ActionError(SUBMITTED_ALREADY)
    for name, value in values.items():
        setattr(held, name, value)
    _note(held, Verb.SUBMITTED, words=outcome.words)


def _credit(completion: Completion, basis: CreditBasis) -> CreditEntry | None:
    """Credit a completion by the day it fell on, and note on it what it earned."""
    entry = append_credit(
        user=completion.user,
        title=completion.activity.title,
        basis=basis,
        earned_on=clock.local_date(completion.completed_at),
        completion=completion,
    )
    if entry:
        completion.hours = entry.hours
        completion.save(update_fields=["hours"])
    return entry


def _note(attempt: Attempt, verb: Verb, **result: str) -> None:
    record_statement(
        user=attempt.user,
        verb=verb,
        object_type="activity",
        object_id=attempt.activity_id,
        title=attempt.activity.title,
        result=result,
    )
