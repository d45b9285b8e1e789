"""Everything a database holds, in a form in which two ways to the same rows can be compared."""

from collections import Counter
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Field, Model

Row = dict[str, Any]


class Snapshot:
    """All rows of all tables, read now.

    A row is told by its content: instead of an id stands what the row that it leads to holds,
    so that ids need not agree. Rows of an earlier snapshot keep theirs.
    """

    def __init__(self, before: "Snapshot | None" = None) -> None:
        models = [m for m in apps.get_models() if m._meta.managed and not m._meta.proxy]
        self.rows: dict[type[Model], dict[Any, Row]] = {model: _read(model) for model in models}
        self.before = before

    def new(self, model: type[Model]) -> dict[Any, Row]:
        """Rows that the earlier snapshot did not have, by id."""
        known = self.before.rows[model] if self.before else {}
        return {pk: row for pk, row in self.rows[model].items() if pk not in known}

    def contents(self, model: type[Model], leave_out: set[str]) -> Counter[str]:
        """Every row of a table in words, without the fields named `Model.field`."""
        return Counter(repr(self._told(model, pk, leave_out)) for pk in self.rows[model])

    def _told(self, model: type[Model], pk: Any, leave_out: set[str]) -> Any:
        if pk is None or pk not in self.new(model):
            return pk
        fields = [f for f in model._meta.concrete_fields if not _is_left_out(model, f, leave_out)]
        return [
            (f.name, self._value(f, self.rows[model][pk][f.attname], leave_out)) for f in fields
        ]

    def _value(self, field: Field, value: Any, leave_out: set[str]) -> Any:
        if field.is_relation:
            return self._told(field.related_model._meta.concrete_model, value, leave_out)
        return value.normalize() if isinstance(value, Decimal) else value


def _read(model: type[Model]) -> dict[Any, Row]:
    names = [field.attname for field in model._meta.concrete_fields]
    return {row[model._meta.pk.attname]: row for row in model._base_manager.values(*names)}


def _is_left_out(model: type[Model], field: Field, leave_out: set[str]) -> bool:
    own_id = field.primary_key and not field.is_relation
    return own_id or f"{model.__name__}.{field.name}" in leave_out
