"""How often one address may check certificates.

Counted per minute in Django's cache. allauth's limiter is not used: it lets GET requests pass and
cannot say when to come back. A training hall shares one address, hence the generous figure; a
number cannot be guessed at this pace (50 random bits).
"""

from __future__ import annotations

from django.core.cache import cache

from academy.core import clock

CHECKS_PER_MINUTE = 60


def seconds_to_wait(address: str) -> int:
    """Count one check from `address`; 0 when it is allowed, else seconds until the next minute."""
    minute, second = divmod(int(clock.now().timestamp()), 60)
    key = f"certificate-checks:{address}:{minute}"
    cache.add(key, 0, timeout=120)
    return 60 - second if cache.incr(key) > CHECKS_PER_MINUTE else 0
