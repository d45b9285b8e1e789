"""Complaints and suggestions (投诉建议)."""

from __future__ import annotations

import secrets

from django.db import transaction

from academy.core import clock
from academy.core.errors import ActionError
from academy.desk.models import Suggestion
from academy.people.models import User

# No letters or digits that are mixed up when read out over the telephone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@transaction.atomic
def send_suggestion(
    *, text: str, contact: str = "", page: str = "", sender: User | None = None, receipt: str = ""
) -> Suggestion:
    """Take in a suggestion and give it a number to ask with.

    `receipt` is drawn when the form is shown: the same form sent twice is one suggestion.
    `sender` is None when the writer wishes to stay unnamed.
    """
    number = receipt or draw_receipt()
    suggestion, _ = Suggestion.objects.get_or_create(
        number=number,
        defaults={"text": text, "contact": contact, "page": page, "user": sender},
    )
    return suggestion


def draw_receipt() -> str:
    """A number nobody can guess: whoever knows it may read the answer."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


@transaction.atomic
def answer_suggestion(*, suggestion: Suggestion, answer: str) -> Suggestion:
    """Write or correct the answer; the writer finds it under the number."""
    if not answer.strip():
        raise ActionError("请写下答复内容。")
    suggestion.answer = answer
    suggestion.answered_at = clock.now()
    suggestion.save(update_fields=["answer", "answered_at"])
    return suggestion
