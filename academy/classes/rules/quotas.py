"""Places of units, and classes at the same time. Plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True)
class Places:
    """Places of a unit at `path`, and how many of them are taken."""

    quota_id: int
    path: str
    unit: str
    places: int
    taken: int = 0

    @property
    def left(self) -> int:
        return max(self.places - self.taken, 0)

    @property
    def full_words(self) -> str:
        return f"“{self.unit}”的名额是 {self.places} 人，已经同意 {self.taken} 人，没有空余名额。"


def nearest(path: str, tops: Iterable[str]) -> str:
    """Which of `tops` a place of the tree belongs to: the lowest at or above it; empty: none."""
    return max((top for top in tops if path.startswith(top)), key=len, default="")


def governing(path: str, quotas: Iterable[Places]) -> Places | None:
    """Whose places somebody from the unit at `path` takes: the nearest at or above it."""
    above = [quota for quota in quotas if path.startswith(quota.path)]
    return max(above, key=lambda quota: len(quota.path), default=None)


def is_at_once(first: tuple[dt.date, dt.date], second: tuple[dt.date, dt.date]) -> bool:
    """Whether two stretches of days, last days included, share one."""
    return first[0] <= second[1] and second[0] <= first[1]


def overlap_words(person: str, name: str, starts_on: dt.date, ends_on: dt.date) -> str:
    """Why somebody cannot be in another class as well."""
    days = f"{starts_on.month}月{starts_on.day}日至{ends_on.month}月{ends_on.day}日"
    return f"{person} 同期已在“{name}”（{days}）。"


def dealt_out(people: Sequence[int], count: int) -> list[list[int]]:
    """People dealt to `count` groups like cards: sizes differ by one at most, neighbours part."""
    return [list(people[place::count]) for place in range(count)]
