"""Sentences of the log of learning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from academy.learning.models import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from academy.learning.enums import Verb
    from academy.people.models import User


def record_statement(
    *,
    user: User,
    verb: Verb,
    object_type: str,
    object_id: int | str,
    title: str,
    result: Mapping[str, Any] | None = None,
) -> Statement:
    """Note that `user` did `verb` with an object: see `draft_statement`."""
    statement = draft_statement(
        user=user,
        verb=verb,
        object_type=object_type,
        object_id=object_id,
        title=title,
        result=result,
    )
    statement.save(force_insert=True)
    return statement


def record_statements(*, statements: Iterable[Statement]) -> None:
    """Note several sentences in this order, in one write."""
    Statement.objects.bulk_create(statements)


def draft_statement(
    *,
    user: User,
    verb: Verb,
    object_type: str,
    object_id: int | str,
    title: str,
    result: Mapping[str, Any] | None = None,
) -> Statement:
    """A sentence that is not noted yet: `user` did `verb` with an object.

    `object_type`: "activity" (its id leads to its place), or a word of the app that writes it.
    `result`: JSON values only; {"words": …} is shown in the feed.
    """
    return Statement(
        user=user,
        verb=verb,
        object_type=object_type,
        object_id=str(object_id),
        object_title=title[:160],
        result=dict(result or {}),
    )
