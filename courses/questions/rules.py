"""Drawing and scoring, over plain values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

T = TypeVar("T")
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Score:
    """Points of a paper: one to each question. All figures are exact."""

    points: Fraction
    most: int
    needed: Fraction

    @property
    def passed(self) -> bool:
        return self.most > 0 and self.points >= self.needed

    @property
    def words(self) -> str:
        verdict = "通过" if self.passed else "未通过"
        own, needed = figure(decimal(self.points)), figure(decimal(self.needed))
        return f"得 {own} 分，满分 {self.most} 分，及格线 {needed} 分：{verdict}。"


def needed_of(most: int, pass_percent: int) -> Fraction:
    """Points needed to pass, of `most`."""
    return Fraction(pass_percent * most, 100)


def score_of(marks: Iterable[Fraction], pass_percent: int) -> Score:
    """The score of a paper with these marks."""
    marks = list(marks)
    return Score(sum(marks, Fraction(0)), len(marks), needed_of(len(marks), pass_percent))


def decimal(points: Fraction | int) -> Decimal:
    """Points to be stored or shown: hundredths, rounded down.

    A pass mark always is a whole number of hundredths, so a score shown at the mark is at it.
    """
    return Decimal(points.numerator * 100 // points.denominator) * HUNDREDTH


def figure(points: Decimal) -> str:
    """Points as people write them: 8, 7.5, 2.33."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def shuffled(items: Iterable[T], seed: str) -> list[T]:
    """The items in an order that `seed` decides, the same on every machine."""
    return sorted(items, key=lambda item: hashlib.sha256(f"{seed}:{item}".encode()).digest())


def draw(pool: Sequence[T], count: int, seed: str, *, shuffle: bool) -> list[T]:
    """`count` of the pool (0: all). Without `shuffle` they stay in the pool's order."""
    order = shuffled(pool, seed)[: count or None]
    if shuffle:
        return order
    drawn = set(order)
    return [item for item in pool if item in drawn]
