"""A person's hours: the annual card, the years, the lines of the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from academy.core import clock
from academy.learning.enums import HourKind
from academy.learning.models import AnnualTarget, CreditEntry, YearTotal
from academy.learning.rules.hours import Progress, progress_towards

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from academy.people.models import TraineeCategory, User


@dataclass(frozen=True)
class AnnualCard:
    """A year's hours: 集中培训 and 网络自学 apart, and what each kind brought."""

    year: int
    concentrated: Progress
    online: Progress
    kinds: tuple[tuple[HourKind, Decimal], ...]

    @property
    def total(self) -> Decimal:
        return sum((hours for _, hours in self.kinds), Decimal(0))


@dataclass(frozen=True)
class Archive:
    """What the archive page shows above the lines. `years`: newest first, this year included."""

    card: AnnualCard
    years: list[int]


def archive_of(person: User, year: int | None = None) -> Archive:
    """A person's card of a year (this one unless told), in two queries."""
    this_year = clock.today().year
    year = year or this_year
    totals = list(YearTotal.objects.filter(user=person).order_by("kind"))
    of_year = [total for total in totals if total.year == year]
    years = sorted({this_year, year, *(total.year for total in totals)}, reverse=True)
    return Archive(_card(year, of_year, annual_targets(person.category_id, year)), years)


def lines_of(person: User, year: int) -> QuerySet[CreditEntry]:
    """The ledger lines of a person's year, newest first, each with what reversed it."""
    lines = CreditEntry.objects.filter(user=person, year=year)
    return lines.select_related("reversed_by", "reverses").order_by("-earned_on", "-pk")


def annual_targets(category_id: int | None, year: int) -> dict[HourKind, Decimal]:
    """Hours a category should reach in a year, by kind: as the rules stand at the year's end."""
    if category_id is None:
        return {}
    rows = AnnualTarget.objects.filter(
        category_id=category_id, valid_from__lte=dt.date(year, 12, 31)
    )
    ordered = rows.order_by("valid_from").values_list("kind", "hours")
    return {HourKind(kind): hours for kind, hours in ordered}


@dataclass(frozen=True)
class CategoryTargets:
    """What a category of trainees should reach, with the sources."""

    category: TraineeCategory
    targets: list[AnnualTarget]


def current_targets() -> list[CategoryTargets]:
    """Every category's targets in force today."""
    rows = AnnualTarget.objects.filter(valid_from__lte=clock.today()).select_related("category")
    latest: dict[tuple[int, str], AnnualTarget] = {}
    for row in rows.order_by("category__code", "kind", "valid_from"):
        latest[row.category_id, row.kind] = row
    by_category: dict[int, CategoryTargets] = {}
    for row in latest.values():
        found = by_category.setdefault(row.category_id, CategoryTargets(row.category, []))
        found.targets.append(row)
    return list(by_category.values())


def _card(year: int, totals: Iterable[YearTotal], targets: dict[HourKind, Decimal]) -> AnnualCard:
    kinds = tuple((HourKind(total.kind), total.hours) for total in totals)
    wanted = tuple(targets.items())
    return AnnualCard(
        year=year,
        concentrated=progress_towards(_part(wanted, True), _part(kinds, True)),
        online=progress_towards(_part(wanted, False), _part(kinds, False)),
        kinds=kinds,
    )


def _part(hours: tuple[tuple[HourKind, Decimal], ...], concentrated: bool) -> tuple[Decimal, ...]:
    return tuple(value for kind, value in hours if kind.is_concentrated is concentrated)
