"""What pages know of notices."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from academy.notices.queries import unread_count
from academy.notices.rules import count_words


def unread_notices(request: HttpRequest) -> dict[str, object]:
    """How many unread notices the reader has, in words; asked for only where a page shows it."""
    return {"unread_notices": SimpleLazyObject(lambda: count_words(unread_count(request.user)))}
