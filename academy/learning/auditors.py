"""Comparing the ledger of hours with everything that repeats its figures.

Other apps bring auditors of their own from a module `auditors`:

    @auditor
    def certificates_show_the_ledger() -> Iterator[Difference]: ...

Each compares inside the database and yields only what differs, so that memory stays bounded
whatever the number of people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, ExtractYear, Round

from academy.core import clock
from academy.core.kinds import Registry
from academy.learning.models import Completion, CreditEntry, YearTotal
from academy.learning.rules.hours import figure

CHUNK = 2000
# SQLite keeps decimals as floating figures: compare to the cent.
CENTS = 2
ZERO = Value(Decimal(0))


@dataclass(frozen=True)
class Difference:
    """Two records that should agree and do not. `person`: name and account."""

    person: str
    year: int
    words: str

    def __str__(self) -> str:
        return f"{self.person} {self.year} 年：{self.words}"


Auditor = Callable[[], Iterator[Difference]]

AUDITORS: Registry[Auditor] = Registry("auditors")


def auditor(function: Auditor) -> Auditor:
    """Register a comparison."""
    return AUDITORS.register(f"{function.__module__}.{function.__qualname__}", function)


def find_differences() -> Iterator[Difference]:
    """What all auditors find."""
    for compare in AUDITORS:
        yield from compare()


def person_words(row: Model, path: str = "user") -> str:
    person = getattr(row, path)
    return f"{person.name}（{person.username}）"


@auditor
def totals_equal_their_lines() -> Iterator[Difference]:
    lines = CreditEntry.objects.filter(
        user=OuterRef("user"), year=OuterRef("year"), kind=OuterRef("kind")
    )
    summed = lines.order_by().values("user").annotate(hours_sum=Sum("hours")).values("hours_sum")
    totals = YearTotal.objects.annotate(ledger=Round(Coalesce(Subquery(summed), ZERO), CENTS))
    for total in _each(totals.exclude(ledger=Round("hours", CENTS))):
        words = (
            f"{total.get_kind_display()}合计 {figure(total.hours)}，明细相加 {figure(total.ledger)}"
        )
        yield Difference(person_words(total), total.year, words)


@auditor
def lines_have_a_total() -> Iterator[Difference]:
    totals = YearTotal.objects.filter(
        user=OuterRef("user"), year=OuterRef("year"), kind=OuterRef("kind")
    )
    for line in _each(CreditEntry.objects.filter(~Exists(totals))):
        words = f"第 {line.pk} 笔 {figure(line.hours)} 学时没有计入任何年度合计"
        yield Difference(person_words(line), line.year, words)


@auditor
def completions_equal_their_credit() -> Iterator[Difference]:
    credit = CreditEntry.objects.filter(completion=OuterRef("pk"), reverses=None)
    rows = Completion.objects.annotate(
        credited=Round(Coalesce(Subquery(credit.values("hours")[:1]), ZERO), CENTS)
    ).exclude(credited=Round("hours", CENTS))
    for row in _each(rows, "user", "activity"):
        year = clock.local_date(row.completed_at).year
        title, own, ledger = row.activity.title, figure(row.hours), figure(row.credited)
        yield Difference(
            person_words(row), year, f"完成“{title}”应计 {own} 学时，台账 {ledger} 学时"
        )


@auditor
def credits_belong_to_who_completed() -> Iterator[Difference]:
    strays = CreditEntry.objects.exclude(completion=None).exclude(user=F("completion__user"))
    for line in _each(strays):
        yield Difference(person_words(line), line.year, f"第 {line.pk} 笔的完成记录属于另一个人")


@auditor
def lines_rest_on_something() -> Iterator[Difference]:
    """A completion, other evidence, the line it reverses, or the person who entered it."""
    loose = CreditEntry.objects.filter(completion=None, evidence="", reverses=None, entered_by=None)
    for line in _each(loose):
        words = f"第 {line.pk} 笔 {figure(line.hours)} 学时没有依据，也没有经办人"
        yield Difference(person_words(line), line.year, words)


@auditor
def evidence_counts_once() -> Iterator[Difference]:
    evident = CreditEntry.objects.standing().exclude(evidence="")
    earlier = evident.filter(
        user=OuterRef("user"), evidence=OuterRef("evidence"), pk__lt=OuterRef("pk")
    )
    repeated = evident.annotate(first=Subquery(earlier.order_by("pk").values("pk")[:1]))
    for line in _each(repeated.exclude(first=None)):
        words = f"同一依据“{line.evidence}”计了两次学时：第 {line.first} 笔和第 {line.pk} 笔"
        yield Difference(person_words(line), line.year, words)


@auditor
def lines_stand_in_their_year() -> Iterator[Difference]:
    for line in _each(CreditEntry.objects.exclude(year=ExtractYear("earned_on"))):
        words = f"第 {line.pk} 笔的日期 {line.earned_on} 不在该年度"
        yield Difference(person_words(line), line.year, words)


@auditor
def reversals_undo_their_original() -> Iterator[Difference]:
    same = Q(user=F("reverses__user"), year=F("reverses__year"), kind=F("reverses__kind"))
    same &= Q(evidence=F("reverses__evidence"), evidence_count=F("reverses__evidence_count"))
    opposite = Q(undone=Round("reverses__hours", CENTS))
    sound = same & opposite & Q(reverses__reverses=None, entered_by__isnull=False) & ~Q(reason="")
    reversals = CreditEntry.objects.exclude(reverses=None)
    reversals = reversals.annotate(undone=Round(-1 * F("hours"), CENTS))
    for line in _each(reversals.exclude(sound)):
        words = f"第 {line.pk} 笔冲销与原记录第 {line.reverses_id} 笔不符，或缺原因、经办人"
        yield Difference(person_words(line), line.year, words)


def _each(rows: QuerySet[Any], *related: str) -> Iterator[Any]:
    """Rows one by one, a chunk in memory at a time."""
    return rows.select_related(*(related or ["user"])).order_by("pk").iterator(CHUNK)
