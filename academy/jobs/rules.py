"""Decisions about jobs over plain values."""

FIRST_WAIT = 10
LONGEST_WAIT = 3600


def backoff_seconds(attempts: int) -> int:
    """How long to wait before the next attempt, after `attempts` that failed: doubling, ≤ 1 h."""
    return min(FIRST_WAIT << max(attempts - 1, 0), LONGEST_WAIT)


def percent(done: int, total: int) -> int:
    """Whole percent, rounded down, so that 100 is never shown before the last step."""
    return min(100 * done // total, 100) if total else 0
