"""Attempts and what comes of them."""

from __future__ import annotations

import functools
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from academy.core import clock
from academy.core.errors import ActionError
from academy.learning import signals
from academy.learning.actions.ledger import draft_credit, write_line
from academy.learning.actions.log import draft_statement, record_statements
from academy.learning.enums import AttemptState, Verb
from academy.learning.models import Attempt, Completion, Outcome
from academy.learning.queries import PlayerState, attempt_in_hand, player_state
from academy.learning.rules.timing import is_overdue, overdue_before

if TYPE_CHECKING:
    from collections.abc import Mapping

    from academy.learning.models import Activity, Saved, Statement
    from academy.people.models import User

NOTHING_STARTED = "这项活动还没有开始，请先点“开始”。"
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
    record_statements(statements=[_sentence(attempt, Verb.STARTED)])
    return attempt


@transaction.atomic
def save_answers(*, attempt: Attempt, answers: Mapping[str, list[str]]) -> Saved:
    """Keep answers while the attempt is open and its time lasts; ActionError afterwards."""
    return _save(_hold(attempt), answers)


@transaction.atomic
def save_answers_in_hand(
    *, user: User, activity_id: int, number: str, answers: Mapping[str, list[str]]
) -> Saved:
    """The same for a person's own attempt, as `attempt_in_hand` finds it."""
    return _save(_hold_in_hand(user, activity_id, number), answers)


@transaction.atomic
def submit_attempt(*, attempt: Attempt, answers: Mapping[str, list[str]]) -> Outcome:
    """Hand an attempt in, judge it and, where it completes the activity, credit its hours.

    A second submit gives the first one's outcome and adds nothing. After the time has run out
    `answers` are ignored and what was saved is judged.
    """
    return _submit(_hold(attempt), answers)


@transaction.atomic
def submit_attempt_in_hand(
    *, user: User, activity_id: int, number: str, answers: Mapping[str, list[str]]
) -> Outcome:
    """The same for a person's own attempt, as `attempt_in_hand` finds it."""
    return _submit(_hold_in_hand(user, activity_id, number), answers)


@transaction.atomic
def complete_activity(
    *, user: User, activity: Activity, outcome: Outcome, attempt: Attempt | None = None
) -> Completion:
    """Note that an activity is done and credit it, the first time; later calls change nothing."""
    done = Completion.objects.filter(user=user, activity=activity)
    found = done.first()
    if found:
        return found
    completion = Completion(user=user, activity=activity, attempt=attempt)
    record_statements(statements=_complete(completion, outcome))
    return completion if completion.pk else done.get()


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
    held = Attempt.objects.select_for_update().with_done().get(pk=attempt.pk)
    held.activity, held.user = attempt.activity, attempt.user
    return held


def _hold_in_hand(user: User, activity_id: int, number: str) -> Attempt:
    """The same of a person's own attempt; ActionError where there is none."""
    held = attempt_in_hand(user, activity_id, number, hold=True)
    if held is None:
        raise ActionError(NOTHING_STARTED)
    return held


def _save(held: Attempt, answers: Mapping[str, list[str]]) -> Saved:
    if not held.is_open:
        raise ActionError(SUBMITTED_ALREADY)
    if is_overdue(held.due_at, clock.now()):
        raise ActionError(TIME_IS_UP)
    before = deepcopy(held.data)
    saved = held.activity.save_answers(held, answers)
    _store_data(held, before)
    return saved


def _submit(held: Attempt, answers: Mapping[str, list[str]]) -> Outcome:
    if held.outcome:
        return held.outcome
    in_time = not is_overdue(held.due_at, clock.now())
    before = deepcopy(held.data)
    if in_time:
        held.activity.save_answers(held, answers)
    outcome = held.activity.judge(held, answers if in_time else {})
    if outcome.stays_open and in_time:
        _store_data(held, before)
        return outcome
    statements = [_close(held, outcome)]
    if outcome.completed and not held.is_done:
        completion = Completion(user=held.user, activity=held.activity, attempt=held)
        statements += _complete(completion, outcome)
    record_statements(statements=statements)
    return outcome


def _store_data(held: Attempt, before: Any) -> None:
    if held.data != before:
        Attempt.objects.filter(pk=held.pk, state=AttemptState.OPEN).update(data=held.data)


def _close(held: Attempt, outcome: Outcome) -> Statement:
    """Set the outcome by compare-and-swap: an attempt is closed once. Gives the sentence."""
    values = {
        "data": held.data,
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
    return _sentence(held, Verb.SUBMITTED, words=outcome.words)


def _complete(completion: Completion, outcome: Outcome) -> list[Statement]:
    """Write a completion with what it earns; its sentences. Nothing where another was quicker."""
    activity, user = completion.activity, completion.user
    entry = None
    if activity.earns_hours:
        entry = draft_credit(
            user=user,
            title=activity.title,
            basis=activity.credit_basis(outcome),
            earned_on=clock.local_date(completion.completed_at),
        )
        completion.hours = entry.hours if entry else 0
    try:
        with transaction.atomic():
            completion.save(force_insert=True)
    except IntegrityError:
        return []
    news = {"user_id": user.pk, "activity_id": activity.pk, "completion_id": completion.pk}
    transaction.on_commit(
        functools.partial(signals.activity_completed.send, sender=Completion, **news)
    )
    statements = [_sentence(completion, Verb.COMPLETED, words=outcome.words)]
    if entry:
        entry.completion = completion
        statements.append(write_line(entry=entry, verb=Verb.CREDITED))
    return statements


def _sentence(done: Attempt | Completion, verb: Verb, **result: str) -> Statement:
    return draft_statement(
        user=done.user,
        verb=verb,
        object_type="activity",
        object_id=done.activity_id,
        title=done.activity.title,
        result=result,
    )
