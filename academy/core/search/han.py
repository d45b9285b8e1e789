"""Text and queries with every Han character as a word of its own. Knows no database."""

import copy
import re
import unicodedata
from typing import Any

from django.db.models import Model
from django.utils.encoding import force_str
from modelsearch.index import AutocompleteField, RelatedFields, SearchField
from modelsearch.query import MATCH_NONE, And, Boost, Not, Or, Phrase, PlainText, SearchQuery

# Longer queries are cut: nobody types more, and every word costs the database work.
LONGEST_QUERY = 200
# A separator for both databases' word parsers that is not a space: keeps a phrase together
# where modelsearch splits a query into terms.
JOINT = ","
HAN = re.compile(r"[〇々㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]")
NOT_IN_WORDS = re.compile(r"[\W_]+")


def clean(text: str) -> str:
    """Full width becomes half width, letters small; what stands in no word becomes a space."""
    return NOT_IN_WORDS.sub(" ", unicodedata.normalize("NFKC", text).lower())


def space_han(text: str) -> str:
    """四步议事法2.0 → 四 步 议 事 法 2 0"""
    return " ".join(HAN.sub(r" \g<0> ", clean(text)).split())


def join_han(text: str) -> str:
    """Words of a query, a run of Han characters held together: 议事 ABC → 议,事 abc"""
    words = clean(text[:LONGEST_QUERY]).split()
    return " ".join(JOINT.join(HAN.sub(r" \g<0> ", word).split()) for word in words)


def space_query(query: SearchQuery) -> SearchQuery:
    """The query for an index made by `space_han`; one without any word finds nothing."""
    return _spaced(query) or MATCH_NONE


def _spaced(query: SearchQuery) -> SearchQuery | None:
    if isinstance(query, PlainText):
        words = join_han(query.query_string)
        return PlainText(words, operator=query.operator, boost=query.boost) if words else None
    if isinstance(query, Phrase):
        words = space_han(query.query_string[:LONGEST_QUERY])
        return Phrase(words) if words else None
    if isinstance(query, (And, Or)):
        return _spaced_all(query)
    if isinstance(query, Not):
        inner = _spaced(query.subquery)
        return Not(inner) if inner else None
    if isinstance(query, Boost):
        inner = _spaced(query.subquery)
        return Boost(inner, query.boost) if inner else None
    return query


def _spaced_all(query: And | Or) -> SearchQuery | None:
    parts = [part for part in map(_spaced, query.subqueries) if part]
    if len(parts) < 2:
        return parts[0] if parts else None
    return type(query)(parts)


def spaced_document(item: Model) -> Any:
    """A copy of `item` whose search fields give spaced text to whoever indexes it."""
    document: Any = copy.copy(item)
    fields = document.get_search_fields()
    document.get_search_fields = lambda: [_spaced_field(field) for field in fields]
    return document


def _spaced_field(field: Any) -> Any:
    spaced = copy.copy(field)
    if isinstance(field, RelatedFields):
        spaced.fields = [_spaced_field(inner) for inner in field.fields]
    elif isinstance(field, (SearchField, AutocompleteField)):
        spaced.get_value = lambda item: _spaced_value(field.get_value(item))
    return spaced


def _spaced_value(value: Any) -> str:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple, set)):
        return " ".join(_spaced_value(part) for part in value)
    return "" if value is None else space_han(force_str(value))


class HanIndex:
    """Over an index of modelsearch: every text goes in spaced."""

    def add_items(self, model: type[Model], items: list[Model]) -> None:
        super().add_items(model, [spaced_document(item) for item in items])  # type: ignore[misc]


class HanQueryCompiler:
    """Over a query compiler of modelsearch: every query goes out as phrases."""

    query: SearchQuery

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.query = space_query(self.query)
