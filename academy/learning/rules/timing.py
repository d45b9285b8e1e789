"""Whether an attempt's time has run out, by the server's clock."""

import datetime as dt

# What the network may cost a trainee who hands in at the last second.
GRACE = dt.timedelta(seconds=30)


def is_overdue(due_at: dt.datetime | None, now: dt.datetime) -> bool:
    """True when nothing more may be kept."""
    return due_at is not None and now > due_at + GRACE


def overdue_before(now: dt.datetime) -> dt.datetime:
    """Attempts due before this instant are overdue."""
    return now - GRACE
