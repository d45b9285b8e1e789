"""Pieces of film time: half-open intervals [start, end) in whole milliseconds.

`Pieces` is the canonical form: ascending, apart (two that touch are one), none empty. Two sets
of moments are equal exactly when their canonical forms are.
"""

from __future__ import annotations

from collections.abc import Iterable

Piece = tuple[int, int]
Pieces = tuple[Piece, ...]


def union(*groups: Iterable[Piece]) -> Pieces:
    """Every moment of any of the groups, in canonical form. Empty and reversed pieces hold none."""
    joined: list[Piece] = []
    for start, end in sorted(piece for group in groups for piece in group if piece[0] < piece[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


def subtract(pieces: Pieces, taken: Pieces) -> Pieces:
    """The moments of `pieces` that are not in `taken`."""
    left: list[Piece] = []
    for start, end in pieces:
        for taken_start, taken_end in taken:
            if taken_end <= start or end <= taken_start:
                continue
            if start < taken_start:
                left.append((start, taken_start))
            start = taken_end
        if start < end:
            left.append((start, end))
    return tuple(left)


def clip(pieces: Iterable[Piece], end: int) -> Pieces:
    """What of the pieces lies in [0, end)."""
    return union((max(0, start), min(stop, end)) for start, stop in pieces)


def earliest(pieces: Pieces, most: int) -> Pieces:
    """The first `most` milliseconds of the pieces, in the film's order."""
    kept: list[Piece] = []
    for start, end in pieces:
        if most <= 0:
            break
        kept.append((start, min(end, start + most)))
        most -= end - start
    return tuple(kept)


def length(pieces: Pieces) -> int:
    """How many milliseconds they hold together."""
    return sum(end - start for start, end in pieces)


def flat(pieces: Pieces) -> list[int]:
    """The compact form in which they are stored and sent: start, end, start, end …"""
    return [moment for piece in pieces for moment in piece]


def unflat(moments: Iterable[int]) -> Pieces:
    """The pieces of a compact form."""
    turn = iter(moments)
    return tuple(zip(turn, turn, strict=True))
