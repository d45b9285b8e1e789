"""How often one person may try codes of the hall screen.

Counted per five minutes in Django's cache. Three codes of a million are good at a time: ten tries
find one of them once in 33,000 times. Counted by person, since a training hall shares an address.
"""

from __future__ import annotations

from django.core.cache import cache

from academy.core import clock

TRIES = 10
WINDOW = 300


def minutes_to_wait(person_id: int) -> int:
    """Count one try; 0 when it is allowed, else minutes (1 to 5) until the next ones are."""
    window, second = divmod(int(clock.now().timestamp()), WINDOW)
    key = f"roll-codes:{person_id}:{window}"
    cache.add(key, 0, timeout=2 * WINDOW)
    return -(-(WINDOW - second) // 60) if _count(key) > TRIES else 0


def _count(key: str) -> int:
    """One more. A full cache may have dropped the count in between: then it is the first."""
    try:
        return cache.incr(key)
    except ValueError:
        cache.set(key, 1, timeout=2 * WINDOW)
        return 1
