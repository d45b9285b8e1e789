"""Arbitrary claims, for the property tests of watching and of its storage."""

from dataclasses import dataclass

from hypothesis import strategies as st

from courses.watching.pieces import Piece
from courses.watching.rules import Beat

DURATION = 600_000

moments = st.one_of(
    st.integers(-5_000, DURATION + 60_000),
    st.sampled_from([0, 15_000, 30_000, DURATION - 1, DURATION, 10**15, -(10**15)]),
)
pieces = st.lists(st.tuples(moments, moments), max_size=6).map(tuple)
# Mostly honest pauses; two beats in the same millisecond.
pauses = st.one_of(st.integers(0, 40_000), st.sampled_from([0, 15_000, 3_600_000]))
# By how much the server's clock was set back meanwhile: mostly not at all.
set_backs = st.one_of(st.just(0), st.sampled_from([1, 4_000, 20_000, 3_600_000, 86_400_000]))


@dataclass(frozen=True)
class Arrival:
    """A beat, how long after the one before it reached the server, and what became of its clock."""

    pause: int
    beat: Beat
    set_back: int = 0

    @property
    def step(self) -> int:
        """How far the clock went from the beat before to this one."""
        return self.pause - self.set_back


@st.composite
def arrivals(draw) -> Arrival:
    number = draw(st.integers(1, 3))
    beat = Beat(
        device=f"device-{number}",
        opened_at=number,
        seq=draw(st.one_of(st.integers(1, 8), st.just(2**31 - 1))),
        pieces=draw(pieces),
        position_ms=draw(st.none() | moments),
        unreadable=draw(st.integers(0, 2)),
    )
    return Arrival(draw(pauses), beat, draw(set_backs))


histories = st.lists(arrivals(), max_size=12)


def watched(start_s: int, end_s: int) -> tuple[Piece]:
    """A piece in seconds."""
    return ((start_s * 1000, end_s * 1000),)
