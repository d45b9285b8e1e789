"""What of a claim to have watched is counted: no browser is believed further than the clock goes.

All figures are whole milliseconds, of film time or of the server's clock. A claim (`Beat`) is
counted at most as far as time has really passed since the last counted one, times the speed that
is allowed, plus what is left of one small slack. Time that passed unused fills the slack up again,
never beyond its first size; so over any sequence of beats

    covered ≤ time since the attempt began × allowed speed + SLACK_MS.

A server's clock that was set back gives no time; from there on it is counted anew. Several servers
may be APART_MS apart: so much less is no reason to count anew, or going from one to the other and
back would bring time that never passed.

Where a claim is larger, its earliest new film time is counted and the rest is not. Where it is more
than twice as large, no network can be the reason: nothing of it is counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from courses.watching.enums import Loss
from courses.watching.pieces import Pieces, clip, earliest, length, subtract, union

# What the network's unevenness may cost: a beat that comes sooner after the last than it claims.
SLACK_MS = 10_000
IMPLAUSIBLE = 2
# What a slack makes up for even at double speed.
APART_MS = 5_000
# Credits roll at the end: nobody has to see the last seconds, of a short film the last fifth.
TAIL_MS = 5_000
TAIL_PART = 5
# Pieces kept per attempt. Who watches by the second in a thousand places has not watched.
MOST_PIECES = 400


@dataclass(frozen=True)
class Terms:
    """What is asked of who watches. `speed_percent`: 200 is double speed."""

    duration_ms: int
    speed_percent: int = 200
    threshold_percent: int = 95


@dataclass(frozen=True)
class State:
    """What is kept of an attempt.

    `seen`: what counts. `position_ms`: where to go on, wherever that is. `device`: the page that
    may claim, `opened_at`: when it was opened, later than any that claimed before; the newest wins.
    `last_seq`: its last beat. `last_beat_at`: until when time is used up; at first when the attempt
    began.
    """

    last_beat_at: int
    seen: Pieces = ()
    position_ms: int = 0
    device: str = ""
    opened_at: int = 0
    last_seq: int = 0
    slack_ms: int = SLACK_MS

    @property
    def covered_ms(self) -> int:
        return length(self.seen)

    @property
    def furthest_ms(self) -> int:
        """Up to where forward seeking is free where an activity limits it."""
        return self.seen[-1][1] if self.seen else 0


@dataclass(frozen=True)
class Beat:
    """A claim. `seq` counts a device's beats from 1. `unreadable`: pieces that were no pieces.

    `position_ms` is None where what was sent is no number.
    """

    device: str
    opened_at: int
    seq: int
    pieces: Pieces = ()
    position_ms: int | None = None
    unreadable: int = 0


@dataclass(frozen=True)
class Lost:
    """Something claimed that was not counted: how much (milliseconds; of UNREADABLE: pieces)."""

    loss: Loss
    amount: int = 0


@dataclass(frozen=True)
class Accepted:
    """The state after a beat, and what of it was not counted."""

    state: State
    lost: tuple[Lost, ...] = ()


def accept(beat: Beat, state: State, terms: Terms, now: int) -> Accepted:
    """Count a beat that reached the server at `now`.

    A beat of an older device or one that came before changes nothing at all.
    """
    if (beat.opened_at, beat.device) < (state.opened_at, state.device):
        return Accepted(state, (Lost(Loss.TAKEN_OVER),))
    if beat.device == state.device and beat.seq <= state.last_seq:
        return Accepted(state, (Lost(Loss.REPEATED),))
    state = within(state, terms)
    claimed = clip(beat.pieces, terms.duration_ms)
    fresh, allowance = subtract(claimed, state.seen), allowed(state, terms, now)
    counted, loss = _counted(fresh, state, allowance)
    following = replace(
        state,
        seen=union(state.seen, counted),
        position_ms=_place(beat.position_ms, state.position_ms, terms.duration_ms),
        device=beat.device,
        opened_at=beat.opened_at,
        last_seq=beat.seq,
        last_beat_at=now if was_set_back(state, now) else max(state.last_beat_at, now),
        slack_ms=min(SLACK_MS, allowance - length(counted)),
    )
    lost = (
        Lost(loss, length(fresh) - length(counted)),
        Lost(Loss.BEYOND, length(union(beat.pieces)) - length(claimed)),
        Lost(Loss.UNREADABLE, beat.unreadable),
    )
    return Accepted(following, tuple(part for part in lost if part.amount))


def _counted(fresh: Pieces, state: State, allowance: int) -> tuple[Pieces, Loss]:
    """What of new film time is counted, and why the rest, if any, is not."""
    if length(fresh) > IMPLAUSIBLE * allowance:
        return (), Loss.IMPLAUSIBLE
    counted = earliest(fresh, allowance)
    if len(union(state.seen, counted)) > MOST_PIECES:
        return (), Loss.SCATTERED
    return counted, Loss.TOO_FAST


def within(state: State, terms: Terms) -> State:
    """The state in a film of this length: a shorter one may have taken the place of another."""
    return replace(state, seen=clip(state.seen, terms.duration_ms))


def was_set_back(state: State, now: int) -> bool:
    """The clock that says `now` is not the one, or not as it was, that said the last moment."""
    return state.last_beat_at - now > APART_MS


def opened_after(state: State, now: int) -> int:
    """When a page was opened that is opened now: later than the one that counts, by any clock."""
    return max(now, state.opened_at + 1)


def allowed(state: State, terms: Terms, now: int) -> int:
    """How much new film time a beat at `now` may bring."""
    passed = max(0, now - state.last_beat_at)
    return passed * terms.speed_percent // 100 + state.slack_ms


def _place(wanted: int | None, otherwise: int, duration_ms: int) -> int:
    return min(max(0, otherwise if wanted is None else wanted), duration_ms)


def percent(seen: Pieces, duration_ms: int) -> int:
    """Whole per cent of a film that was seen, rounded down: 100 means all of it."""
    return length(seen) * 100 // duration_ms if duration_ms else 0


def is_complete(seen: Pieces, terms: Terms) -> bool:
    """Enough was seen: so many per cent, or all but the very end."""
    if not seen or not terms.duration_ms:
        return False
    if length(seen) * 100 >= terms.duration_ms * terms.threshold_percent:
        return True
    return not gaps(seen, terms.duration_ms - tail_ms(terms.duration_ms))


def gaps(seen: Pieces, until: int) -> Pieces:
    """What of [0, until) was not seen yet."""
    return subtract(((0, until),), seen) if until > 0 else ()


def resume_at(position_ms: int, seen: Pieces, terms: Terms) -> int:
    """Where to go on: where one was, but from the very end the first unseen place, or the start."""
    if position_ms < terms.duration_ms - tail_ms(terms.duration_ms):
        return position_ms
    missing = () if is_complete(seen, terms) else gaps(seen, terms.duration_ms)
    return missing[0][0] if missing else 0


def tail_ms(duration_ms: int) -> int:
    """How much of the end nobody has to see."""
    return min(TAIL_MS, duration_ms // TAIL_PART)
