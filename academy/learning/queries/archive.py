"""A person's hours: the annual card, the years, the lines of the ledger."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import DateField, Value

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
    """A person's card of a year (this one unless told), in one query."""
    this_year = clock.today().year
    year = year or this_year
    totals, targets = _figures(person, year)
    kinds = tuple((kind, hours) for of_year, kind, hours in totals if of_year == year)
    years = sorted({this_year, year, *(of_year for of_year, _, _ in totals)}, reverse=True)
    return Archive(_card(year, kinds, targets), years)


def _figures(
    person: User, year: int
) -> tuple[list[tuple[int, HourKind, Decimal]], dict[HourKind, Decimal]]:
    """All a person's totals (year, kind, hours), and the targets as they stand at a year's end."""
    totals = YearTotal.objects.filter(user=person).annotate(since=Value(None, DateField()))
    targets = AnnualTarget.objects.filter(
        category=person.category_id, valid_from__lte=dt.date(year, 12, 31)
    ).annotate(year=Value(0))
    rows = totals.values_list("kind", "hours", "year", "since").union(
        targets.values_list("kind", "hours", "year", "valid_from"), all=True
    )
    done, wanted = [], []
    for kind, hours, of_year, since in rows:
        if since is None:
            done.append((of_year, HourKind(kind), hours))
        else:
            wanted.append((since, HourKind(kind), hours))
    return sorted(done), {kind: hours for _, kind, hours in sorted(wanted)}


def lines_of(person: User, year: int) -> QuerySet[CreditEntry]:
    """The ledger lines of a person's year, newest first, each with what reversed it."""
    lines = CreditEntry.objects.filter(user=person, year=year)
    return lines.select_related("reversed_by", "reverses").order_by("-earned_on", "-pk")


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


def _card(
    year: int, kinds: tuple[tuple[HourKind, Decimal], ...], targets: dict[HourKind, Decimal]
) -> AnnualCard:
    wanted = tuple(targets.items())
    return AnnualCard(
        year=year,
        concentrated=progress_towards(_part(wanted, True), _part(kinds, True)),
        online=progress_towards(_part(wanted, False), _part(kinds, False)),
        kinds=kinds,
    )


def _part(hours: tuple[tuple[HourKind, Decimal], ...], concentrated: bool) -> tuple[Decimal, ...]:
    return tuple(value for kind, value in hours if kind.is_concentrated is concentrated)
