"""The contract of a kind of question. Pure: plain values in, plain values out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

Body = dict[str, Any]


@dataclass(frozen=True)
class BodyFault:
    """What is wrong with a body, in words. `index`: the option or answer at fault, if one is."""

    words: str
    index: int | None = None


@dataclass(frozen=True)
class Choice:
    """One line of a question as shown. `right` is shown after submission only."""

    id: str
    text: str
    chosen: bool
    right: bool


def percent(share: Fraction) -> str:
    """A share as a person reads it: at most two decimals, no idle zeros."""
    hundredths = abs(round(share * 10_000))
    decimals = f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".")
    return f"{'-' if share < 0 else ''}{decimals}%"


def worth_line(row: dict[str, str]) -> str:
    """An option or answer with its share of the point and its feedback."""
    worth = percent(Fraction(row["weight"]))
    return f"{worth}　{row['text']}" + (f"（{row['feedback']}）" if row["feedback"] else "")


class Kind(ABC):
    """How one kind of question is checked, shown and marked.

    `body` is a body without faults. `response` is whatever a browser sent: unknown option ids,
    thousands of characters or of values get a mark, never an exception.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    template: ClassVar[str]

    @abstractmethod
    def faults(self, body: Body) -> list[BodyFault]:
        """What keeps `body` from being used; empty when it may be used."""

    def remarks(self, body: Body) -> list[str]:
        """What its author may want to know about a body that may be used."""
        return []

    @abstractmethod
    def clean(self, response: Sequence[str], body: Body) -> list[str]:
        """The part of `response` that means something: what is stored. Empty: unanswered."""

    @abstractmethod
    def mark(self, response: Sequence[str], body: Body) -> Fraction:
        """Share of the point earned, exact, from 0 to 1."""

    @abstractmethod
    def answer_text(self, response: Sequence[str], body: Body) -> str:
        """The person's own answer in words; empty when unanswered."""

    @abstractmethod
    def right_text(self, body: Body) -> str:
        """The right answer in words."""

    @abstractmethod
    def right_response(self, body: Body) -> list[str]:
        """A response that earns the whole point."""

    def author_lines(self, body: Body) -> list[str]:
        """The options or answers with their worth and feedback, as their author checks them."""
        return []

    def is_answered(self, response: Sequence[str], body: Body) -> bool:
        return bool(self.clean(response, body))

    def option_ids(self, body: Body) -> list[str]:
        """Ids of the options that may be shown in another order."""
        return []

    def choices(self, response: Sequence[str], body: Body, order: Sequence[str]) -> list[Choice]:
        """The options in the order shown."""
        return []

    def feedback(self, response: Sequence[str], body: Body) -> str:
        """What the author says to this very answer."""
        return ""
