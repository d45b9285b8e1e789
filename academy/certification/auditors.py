"""What certificates say of hours, against the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import (
    BigIntegerField,
    DecimalField,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Round

from academy.certification.models import Certificate
from academy.learning.auditors import CENTS, CHUNK, Difference, auditor, person_words
from academy.learning.models import CreditEntry
from academy.learning.rules.hours import figure

HOURS = DecimalField(max_digits=8, decimal_places=2)


@auditor
def certificates_show_the_ledger() -> Iterator[Difference]:
    """The hours of a certificate are those of its year up to the last line it counted.

    A reissued certificate repeats the hours of the one it replaces and is not counted again.
    """
    lines = CreditEntry.objects.filter(
        user=OuterRef("holder"), year=OuterRef("of_year"), pk__lte=OuterRef("last_entry")
    )
    summed = lines.order_by().values("user").annotate(hours_sum=Sum("hours")).values("hours_sum")
    rows = Certificate.objects.filter(replaces=None).annotate(
        of_year=Cast(KT("snapshot__hours__year"), IntegerField()),
        last_entry=Cast(KT("snapshot__hours__last_entry"), BigIntegerField()),
        shown=Round(Cast(KT("snapshot__hours__total"), HOURS), CENTS),
        ledger=Round(Coalesce(Subquery(summed), Value(Decimal(0))), CENTS),
    )
    differing: QuerySet[Any] = rows.exclude(shown=Cast("ledger", HOURS)).select_related("holder")
    for row in differing.order_by("pk").iterator(CHUNK):
        words = f"证书 {row.number} 载明 {figure(row.shown)} 学时，台账 {figure(row.ledger)} 学时"
        yield Difference(person_words(row, "holder"), row.of_year, words)
