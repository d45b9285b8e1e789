"""A beat as it comes from a browser: anything may be in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from courses.watching.errors import WatchError
from courses.watching.pieces import Piece, Pieces, union
from courses.watching.rules import Beat
from courses.watching.studies import Study

MOST_BYTES = 64 * 1024
MOST_SENT = 200
MOST_SEQ = 2**31 - 1
FARTHEST = 2**53
UNREADABLE = "这次学习记录读不出来，没有计入。请刷新本页再试。"


@dataclass(frozen=True)
class Sent:
    """A readable beat. `unreadable`: how many of its pieces were none."""

    token: str
    seq: int
    pieces: Pieces
    position_ms: int | None
    unreadable: int

    def beat(self, study: Study) -> Beat:
        """The claim that it makes on a study."""
        return Beat(
            device=study.device,
            opened_at=study.opened_at,
            seq=self.seq,
            pieces=self.pieces,
            position_ms=self.position_ms,
            unreadable=self.unreadable,
        )


def read_beat(body: bytes) -> Sent:
    """What a request's body says. WatchError where token or number cannot be read."""
    fields = _fields(body)
    token, seq = fields.get("token"), _whole(fields.get("seq"))
    if not isinstance(token, str) or seq is None or not 1 <= seq <= MOST_SEQ:
        raise WatchError(UNREADABLE, 400)
    listed = fields.get("pieces", [])
    claimed = listed if isinstance(listed, list) else [listed]
    pieces = list(_pieces(claimed[:MOST_SENT]))
    return Sent(
        token=token,
        seq=seq,
        pieces=union(pieces),
        position_ms=_whole(fields.get("position_ms")),
        unreadable=len(claimed) - len(pieces),
    )


def _fields(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body) if len(body) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise WatchError(UNREADABLE, 400)
    return found


def _pieces(claimed: list[Any]) -> Iterator[Piece]:
    for piece in claimed:
        if isinstance(piece, list) and len(piece) == 2:
            start, end = map(_whole, piece)
            if start is not None and end is not None and start < end:
                yield start, end


def _whole(value: Any) -> int | None:
    """A number as whole milliseconds; None for what is none or lies beyond all reason."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if -FARTHEST <= value <= FARTHEST else None
