"""How verdicts of single requirements make the verdict of a group.

Every combination is monotone: meeting one more requirement never turns met into unmet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """How a person stands with one requirement.

    `wanted`: the requirement in words. `own`: the person's own value in words.
    `next_words`/`next_url`: what to do now, empty when met.
    `parts`: verdicts of a group, in order; empty for a single requirement.
    """

    met: bool
    wanted: str
    own: str
    next_words: str = ""
    next_url: str = ""
    parts: tuple[Verdict, ...] = ()


def n_of(count: int, parts: Sequence[Verdict], wanted: str = "") -> Verdict:
    """Met when at least `count` parts are met; a group without parts is never met."""
    met = sum(part.met for part in parts)
    return Verdict(
        met=bool(parts) and met >= count,
        wanted=wanted or f"以下 {len(parts)} 项中至少满足 {count} 项",
        own=f"共 {len(parts)} 项，已满足 {met} 项",
        parts=tuple(parts),
    )


def all_of(parts: Sequence[Verdict]) -> Verdict:
    """Met when every part is met."""
    return n_of(len(parts), parts, f"以下 {len(parts)} 项全部满足")


def any_of(parts: Sequence[Verdict]) -> Verdict:
    """Met when one part is met."""
    return n_of(1, parts, f"以下 {len(parts)} 项满足其中一项")
