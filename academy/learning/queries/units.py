"""How far the people of a unit are with their yearly hours: counts in words, nobody by name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum

from academy.core import clock
from academy.learning.enums import HourKind
from academy.learning.models import AnnualTarget, YearTotal
from academy.people.enums import Role
from academy.people.models import Membership, User

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from academy.people.models import Organisation

GROUPS = {
    "集中培训": [kind for kind in HourKind if kind.is_concentrated],
    "网络自学": [kind for kind in HourKind if not kind.is_concentrated],
}


@dataclass(frozen=True)
class Reached:
    """How many of the people with a target of one sort have reached it."""

    label: str
    people: int
    reached: int

    @property
    def words(self) -> str:
        if not self.people:
            return f"{self.label}：没有定年度要求的学员"
        left = self.people - self.reached
        rest = f"，还有 {left} 人没有达到" if left else "，全部达到"
        return f"{self.label}：有年度要求的 {self.people} 人，已达到 {self.reached} 人{rest}"


@dataclass(frozen=True)
class UnitHours:
    """A unit's year. `people`: its trainees and those of all units below it."""

    year: int
    people: int
    parts: tuple[Reached, ...]


def hours_of_unit(unit: Organisation, year: int) -> UnitHours:
    """Counts of a unit with all below it; statements grow with the categories, not the people."""
    people = trainees_of(unit)
    targets = targets_of(year)
    parts = tuple(_reached(label, people, targets, year) for label in GROUPS)
    return UnitHours(year, people.count(), parts)


def trainees_of(unit: Organisation) -> QuerySet[User]:
    """The trainees of a unit and all below it today, each once."""
    posts = Membership.objects.current(clock.today()).filter(
        role=Role.TRAINEE, organisation__path__startswith=unit.path
    )
    found: QuerySet[User] = User.objects.filter(is_active=True, pk__in=posts.values("user_id"))
    return found


def targets_of(year: int) -> dict[tuple[int, str], Decimal]:
    """What each category should reach, by the label of `GROUPS`, as it stands at a year's end."""
    rows = AnnualTarget.objects.filter(valid_from__lte=dt.date(year, 12, 31))
    latest = {(row.category_id, row.kind): row.hours for row in rows.order_by("valid_from")}
    found: dict[tuple[int, str], Decimal] = {}
    for label, kinds in GROUPS.items():
        for (category, kind), hours in latest.items():
            if kind in kinds:
                found[category, label] = found.get((category, label), Decimal(0)) + hours
    return found


def _reached(
    label: str, people: QuerySet[User], targets: dict[tuple[int, str], Decimal], year: int
) -> Reached:
    counted = reached = 0
    for (category, group), wanted in targets.items():
        if group != label:
            continue
        concerned = people.filter(category_id=category)
        counted += concerned.count()
        totals = YearTotal.objects.filter(
            user__in=concerned.values("pk"), year=year, kind__in=GROUPS[label]
        )
        sums = totals.values("user_id").annotate(sum=Sum("hours"))
        reached += sums.filter(sum__gte=wanted).order_by().count()
    return Reached(label, counted, reached)
