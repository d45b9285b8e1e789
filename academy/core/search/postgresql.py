"""The search of PostgreSQL (tsvector)."""

from typing import Any

from modelsearch.backends.database.postgres.postgres import (
    PostgresAutocompleteQueryCompiler,
    PostgresIndex,
    PostgresSearchBackend,
    PostgresSearchQueryCompiler,
)

from academy.core.search.han import HanIndex, HanQueryCompiler


class HanPostgresIndex(HanIndex, PostgresIndex):
    pass


class HanPostgresQueryCompiler(HanQueryCompiler, PostgresSearchQueryCompiler):
    pass


class HanPostgresAutocompleteQueryCompiler(HanQueryCompiler, PostgresAutocompleteQueryCompiler):
    pass


class HanPostgresSearchBackend(PostgresSearchBackend):
    index_class = HanPostgresIndex
    query_compiler_class = HanPostgresQueryCompiler
    autocomplete_query_compiler_class = HanPostgresAutocompleteQueryCompiler

    def __init__(self, params: dict[str, Any]) -> None:
        # No stemming and no stop words, whatever the server's own default.
        super().__init__({"SEARCH_CONFIG": "simple", **params})
