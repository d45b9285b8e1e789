"""How long somebody waits for a database that somebody else writes to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def no_longer_than(milliseconds: int) -> Iterator[None]:
    """Wait no longer for SQLite's one writer; then OperationalError, as after the usual wait.

    PostgreSQL locks a row and not everything: nothing is different there.
    """
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    # Past Django's cursor: this asks the library, not the database, and costs next to nothing.
    ask = connection.connection.execute
    [usual] = ask("PRAGMA busy_timeout").fetchone()
    ask(f"PRAGMA busy_timeout = {min(milliseconds, usual)}")
    try:
        yield
    finally:
        ask(f"PRAGMA busy_timeout = {usual}")
