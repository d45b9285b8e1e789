"""Reads of learning."""

from academy.learning.queries.player import (
    PlayerState,
    attempt_in_hand,
    player_context,
    player_state,
)

__all__ = ["PlayerState", "attempt_in_hand", "player_context", "player_state"]
