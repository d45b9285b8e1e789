"""Faults in what people wrote line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN = 20


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong with a line, counted from 1."""

    line: int
    words: str

    def __str__(self) -> str:
        return f"第 {self.line} 行：{self.words}"


def fault_words(faults: Sequence[Fault]) -> list[str]:
    """The first faults in order, one sentence each, and how many more there are."""
    shown = [str(fault) for fault in sorted(faults)[:SHOWN]]
    more = len(faults) - SHOWN
    return [*shown, f"还有 {more} 处，改好上面的再检查。"] if more > 0 else shown


def lines_of(text: str) -> list[str]:
    """Lines as people count them, however they end; without what no screen shows."""
    one_ending = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    return ["".join(map(_shown, line)).strip() for line in one_ending.split("\n")]


def _shown(sign: str) -> str:
    return " " if sign.isspace() else sign * sign.isprintable()
