"""What a person is told of their watching: one figure, on the page, in a reply, in the outline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from courses.watching import rules
from courses.watching.pieces import Pieces
from courses.watching.rules import State, Terms
from courses.watching.words import face, speed

# Unseen stretches that are named one by one.
NAMED = 5
# Shorter ones are nothing one could look for.
WORTH_NAMING_MS = 1_000


@dataclass(frozen=True)
class Figure:
    """How far somebody is with a film."""

    state: State
    terms: Terms

    @property
    def percent(self) -> int:
        return rules.percent(self.state.seen, self.terms.duration_ms)

    @property
    def is_complete(self) -> bool:
        return rules.is_complete(self.state.seen, self.terms)

    @property
    def resume_ms(self) -> int:
        return rules.resume_at(self.state.position_ms, self.state.seen, self.terms)

    @property
    def words(self) -> str:
        """已看 62%（05:10 / 08:20）."""
        whole = face(self.terms.duration_ms)
        return f"已看 {self.percent}%（{face(self.state.covered_ms)} / {whole}）"

    @cached_property
    def missing(self) -> Pieces:
        """Stretches not seen yet, without splinters."""
        unseen = rules.gaps(self.state.seen, self.terms.duration_ms)
        return tuple((start, end) for start, end in unseen if end - start >= WORTH_NAMING_MS)

    @property
    def named(self) -> list[dict[str, Any]]:
        """The first unseen stretches, each with its words."""
        return [
            {"start_ms": start, "words": f"{face(start)}–{face(end)}"}
            for start, end in self.missing[:NAMED]
        ]

    @property
    def unnamed(self) -> int:
        """How many more there are."""
        return max(0, len(self.missing) - NAMED)

    def as_json(self) -> dict[str, Any]:
        """The same for the page's script."""
        return {
            "percent": self.percent,
            "words": self.words,
            "position_ms": self.state.position_ms,
            "resume_ms": self.resume_ms,
            "furthest_ms": self.state.furthest_ms,
            "missing": self.named,
            "unnamed": self.unnamed,
            "complete": self.is_complete,
        }


def completion_rule(terms: Terms) -> str:
    """When a film counts as seen, in a few words."""
    return f"看满 {terms.threshold_percent}% 即完成"


def rule_lines(terms: Terms) -> list[str]:
    """The same with what else is asked, a line each."""
    tail = rules.tail_ms(terms.duration_ms) // 1000
    ending = f"，片尾最后 {tail} 秒可以不看" if tail else ""
    most = speed(terms.speed_percent)
    speed_line = f"最快 {most} 倍速" if terms.speed_percent > 100 else "按原速播放"
    return [f"{completion_rule(terms)}{ending}", speed_line]
