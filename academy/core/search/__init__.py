"""Database search that finds Chinese words, named by WAGTAILSEARCH_BACKENDS.

Neither SQLite's FTS5 nor PostgreSQL's text search knows where a Chinese word ends: both take a
run of characters for one word, so 议事 is not found in 四步议事法. Here every Han character is
indexed as a word of its own, and a run of them is looked for as a phrase.

`search(fields=…)` is not for Chinese: modelsearch then reads the columns and not the index.
"""

from typing import Any

from django.db import connection


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name modelsearch looks for
    """The backend for the running database. Each can be imported on its own database only."""
    if connection.vendor == "postgresql":
        from academy.core.search.postgresql import HanPostgresSearchBackend

        return HanPostgresSearchBackend(params)
    from academy.core.search.sqlite import HanSQLiteSearchBackend

    return HanSQLiteSearchBackend(params)
