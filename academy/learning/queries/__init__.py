"""Reads of learning."""

from academy.learning.queries.activities import find_activity
from academy.learning.queries.archive import (
    AnnualCard,
    Archive,
    archive_of,
    current_targets,
    lines_of,
)
from academy.learning.queries.feed import FeedItem, feed_items, statements_of
from academy.learning.queries.player import (
    PlayerState,
    attempt_in_hand,
    player_context,
    player_state,
)
from academy.learning.queries.policies import ExplainedPolicy, explained_policies

__all__ = [
    "AnnualCard",
    "Archive",
    "ExplainedPolicy",
    "FeedItem",
    "PlayerState",
    "archive_of",
    "attempt_in_hand",
    "current_targets",
    "explained_policies",
    "feed_items",
    "find_activity",
    "lines_of",
    "player_context",
    "player_state",
    "statements_of",
]
