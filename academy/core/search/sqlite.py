"""The search of SQLite (FTS5)."""

from modelsearch.backends.database.sqlite.sqlite import (
    SQLiteAutocompleteQueryCompiler,
    SQLiteIndex,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
)

from academy.core.search.han import HanIndex, HanQueryCompiler


class HanSQLiteIndex(HanIndex, SQLiteIndex):
    pass


class HanSQLiteQueryCompiler(HanQueryCompiler, SQLiteSearchQueryCompiler):
    pass


class HanSQLiteAutocompleteQueryCompiler(HanQueryCompiler, SQLiteAutocompleteQueryCompiler):
    pass


class HanSQLiteSearchBackend(SQLiteSearchBackend):
    index_class = HanSQLiteIndex
    query_compiler_class = HanSQLiteQueryCompiler
    autocomplete_query_compiler_class = HanSQLiteAutocompleteQueryCompiler
