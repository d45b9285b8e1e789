"""Decisions about notices over plain values."""

from __future__ import annotations

import datetime as dt

# How long after a failed attempt the next may follow: doubling, some ten hours in all.
FIRST_WAIT = dt.timedelta(minutes=5)
MOST_ATTEMPTS = 8
# A count that nobody needs to the last unit.
COUNT_SHOWN = 99


def is_quiet(time: dt.time, begins: dt.time, ends: dt.time) -> bool:
    """Whether a local time of day lies in the quiet hours [begins, ends), which may pass midnight.

    Equal ends mean that there are none.
    """
    if begins <= ends:
        return begins <= time < ends
    return time >= begins or time < ends


def wait_after(attempts: int) -> dt.timedelta:
    """How long to wait after `attempts` that failed: one or more, at most MOST_ATTEMPTS."""
    return FIRST_WAIT * (1 << (attempts - 1))


def count_words(unread: int) -> str:
    """Unread notices as the navigation says it; empty for none."""
    if not unread:
        return ""
    return str(unread) if unread <= COUNT_SHOWN else f"{COUNT_SHOWN}+"
