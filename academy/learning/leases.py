"""Leases: for a minute or two one browser session may go on with one activity unasked.

An answer is saved every few seconds. Who sends it and whether the activity is open to them is
asked once and then holds until the lease ends. It is signed, so that nobody makes one, and bound
to the browser's session, so that it is worth nothing once that session has ended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing

from academy.core import clock

if TYPE_CHECKING:
    from django.http import HttpRequest

# Changes with the shape: what was granted before an upgrade is unreadable, not misread.
SALT = "academy.learning.lease.1"
SECONDS = 120


def grant(request: HttpRequest, *, user_id: int, activity_id: int) -> str:
    """A lease for whoever sent `request`, after everything was asked."""
    until = int(clock.now().timestamp()) + SECONDS
    values = [user_id, activity_id, browser_trace(request), until]
    return signing.dumps(values, salt=SALT)


def holder(request: HttpRequest, token: str, *, activity_id: int) -> int | None:
    """Whose lease of this activity it is; None where it is over, another's or no lease at all."""
    try:
        user_id, leased_id, browser, until = signing.loads(token, salt=SALT)
    except (signing.BadSignature, UnicodeError):
        return None
    holds = leased_id == activity_id and browser == browser_trace(request)
    return user_id if holds and clock.now().timestamp() < until else None


def browser_trace(request: HttpRequest) -> str:
    """Tells one browser session from another without giving the session away."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    return signing.Signer(salt=f"{SALT}.browser").signature(key)[:16]
