"""Rows kept until there are many, then written together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TypeVar

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max, Model
from polymorphic.models import PolymorphicModel

M = TypeVar("M", bound=Model)
BATCH = 2000


class Tables:
    """Rows of many tables that get their ids at once, so that they can name each other.

    Within one transaction, while nobody else writes into these tables: ids follow the highest
    one there is.
    """

    def __init__(self) -> None:
        self._rows: dict[type[Model], list[Model]] = {}
        self._ids: dict[type[Model], Iterator[int]] = {}

    def add(self, row: M) -> M:
        """Keep a row to be written; it has its id from now on."""
        model = type(row)
        if model not in self._rows:
            self._open(model)
        if row.pk is None:  # else it goes by the row it belongs to
            row.pk = next(self._ids[model])
        self._rows[model].append(row)
        return row

    def write(self) -> None:
        """Write all rows and let the database go on counting after them."""
        for model, rows in self._rows.items():
            model._base_manager.bulk_create(rows, batch_size=BATCH)
        resets = connection.ops.sequence_reset_sql(no_style(), list(self._rows))
        with connection.cursor() as cursor:
            for statement in resets:
                cursor.execute(statement)
        self.__init__()  # type: ignore[misc]

    def _open(self, model: type[Model]) -> None:
        if issubclass(model, PolymorphicModel):
            raise TypeError(f"{model.__name__}: bulk_create would write its base rows only")
        highest = model._base_manager.aggregate(highest=Max("pk"))["highest"] or 0
        self._rows[model], self._ids[model] = [], count(highest + 1)
