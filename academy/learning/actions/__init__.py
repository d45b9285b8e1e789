"""Writes of learning."""

from academy.learning.actions.attempts import (
    complete_activity,
    open_attempt,
    refresh_player_state,
    save_answers,
    save_answers_in_hand,
    submit_attempt,
    submit_attempt_in_hand,
    submit_overdue_attempts,
)
from academy.learning.actions.evidence import (
    credit_evidence,
    credit_evidence_of_many,
    reverse_evidence,
)
from academy.learning.actions.ledger import append_credit, reverse_credit
from academy.learning.actions.log import record_statement

__all__ = [
    "append_credit",
    "complete_activity",
    "credit_evidence",
    "credit_evidence_of_many",
    "open_attempt",
    "record_statement",
    "refresh_player_state",
    "reverse_credit",
    "reverse_evidence",
    "save_answers",
    "save_answers_in_hand",
    "submit_attempt",
    "submit_attempt_in_hand",
    "submit_overdue_attempts",
]
