"""Chapters of a film, written as lines: 00:00 标题."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from courses.films.lines import Fault, lines_of
from courses.films.rules import clock_words
from courses.rules import MOMENT, moment_ms

MOST = 100
LONGEST_TITLE = 60
LINE = re.compile(f"(?P<moment>{MOMENT}) +(?P<title>.+)")


@dataclass(frozen=True)
class Chapter:
    """Where a part of the film begins."""

    start_ms: int
    title: str
    line: int = 0


@dataclass(frozen=True)
class Reading:
    """What came of reading lines. With any fault, nothing of them may be used."""

    chapters: tuple[Chapter, ...]
    faults: tuple[Fault, ...]

    def as_data(self) -> list[dict[str, Any]]:
        """As a film keeps them."""
        return [{"start_ms": part.start_ms, "title": part.title} for part in self.chapters]


def read_chapters(text: str, *, duration_ms: int) -> Reading:
    """`duration_ms`: of the film, 0 while it is not known. Empty lines count for nothing."""
    chapters: list[Chapter] = []
    faults: list[Fault] = []
    for number, line in enumerate(lines_of(text), 1):
        if not line:
            continue
        found = LINE.fullmatch(line)
        if found is None:
            faults.append(Fault(number, "应像“01:30 怎样开头”：先写时间，空一格，再写标题。"))
            continue
        chapters.append(Chapter(moment_ms(found["moment"]), found["title"], number))
    return Reading(tuple(chapters), (*faults, *_clashes(chapters, duration_ms)))


def _clashes(chapters: list[Chapter], duration_ms: int) -> Iterator[Fault]:
    for before, chapter in pairwise(chapters):
        if chapter.start_ms <= before.start_ms:
            yield Fault(chapter.line, f"时间不在上一章（第 {before.line} 行）之后。")
    for chapter in chapters:
        if len(chapter.title) > LONGEST_TITLE:
            yield Fault(chapter.line, f"标题太长，最多 {LONGEST_TITLE} 字。")
        if duration_ms and chapter.start_ms >= duration_ms:
            yield Fault(chapter.line, f"超出了片长（{clock_words(duration_ms)}）。")
    if len(chapters) > MOST:
        yield Fault(chapters[MOST].line, f"最多 {MOST} 章。")


def as_lines(chapters: list[dict[str, Any]]) -> str:
    """The chapters of a film as `read_chapters` reads them."""
    return "\n".join(f"{clock_words(part['start_ms'])} {part['title']}" for part in chapters)
