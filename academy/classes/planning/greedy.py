"""排本班 without a solver: the hardest session first, each at the best place left, then repairs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from academy.classes.planning.best import reasons_for
from academy.classes.planning.candidates import freedom
from academy.classes.planning.choosing import Search, choice_at
from academy.classes.planning.explaining import explain
from academy.classes.planning.problem import Place, Problem, SessionWish
from academy.classes.planning.repair import make_way
from academy.classes.planning.timetable import Spot, Timetable
from academy.classes.planning.words import Explanation


@dataclass(frozen=True)
class Proposal:
    """What is proposed for a session: a place with its reasons, or why there is none.

    before: where it stands now. Nothing is written: each proposal is accepted by itself.
    """

    session_id: int
    place: Place | None
    before: Place | None = None
    reasons: tuple[str, ...] = ()
    explanation: Explanation | None = None

    @property
    def is_change(self) -> bool:
        return self.place is not None and self.place != self.before


def arrange(
    problem: Problem, class_ids: Collection[int] | None = None, *, rearrange: bool = False
) -> tuple[Proposal, ...]:
    """A place, or an explanation, for every session of the classes that may be planned.

    class_ids: None for every class. Sessions that have a place keep it, unless `rearrange` gives
    up the places of all that are not constant. Proposals come in the order of the sessions and
    can be accepted together: they do not get in each other's way.
    """
    chosen = to_arrange(problem, class_ids, rearrange=rearrange)
    timetable = Timetable(problem, without={wish.id for wish in chosen})
    place_all(timetable, chosen)
    return tuple(proposal_for(timetable, wish) for wish in chosen)


def to_arrange(
    problem: Problem, class_ids: Collection[int] | None, *, rearrange: bool
) -> list[SessionWish]:
    """The sessions that `arrange` looks for places for."""
    return [
        wish
        for wish in problem.sessions
        if not wish.is_constant
        and (class_ids is None or wish.class_id in class_ids)
        and (rearrange or wish.current is None)
    ]


def place_all(timetable: Timetable, wishes: Collection[SessionWish]) -> None:
    """Let as many of the sessions stand as can be found places for; the others stay without."""
    movable: set[int] = set()
    left = []
    for wish in hardest_first(timetable, wishes):
        spot = best_spot(timetable, wish)
        if spot:
            timetable.add(wish, spot)
            movable.add(wish.id)
        else:
            left.append(wish)
    for wish in left:
        if make_way(timetable, wish, movable, lambda other: best_spot(timetable, other)):
            movable.add(wish.id)


def hardest_first(timetable: Timetable, wishes: Collection[SessionWish]) -> list[SessionWish]:
    """Pinned times, then a strict order, then those with the fewest candidates."""

    def hardness(wish: SessionWish) -> tuple[bool, bool, int, int]:
        left = freedom(timetable, wish)
        return wish.pins.start is None, not wish.is_strict, left, wish.id

    return sorted(wishes, key=hardness)


def best_spot(timetable: Timetable, wish: SessionWish) -> Spot | None:
    """The best free spot of a session that stands nowhere now."""
    found = Search(timetable, wish).best(1)
    return found[0].spot if found else None


def proposal_for(timetable: Timetable, wish: SessionWish) -> Proposal:
    """What a timetable that has been worked on proposes for a session of it."""
    spot = timetable.spots.get(wish.id)
    if spot is None:
        explanation = explain(timetable.problem, wish.id, timetable)
        return Proposal(wish.id, None, wish.current, explanation=explanation)
    timetable.remove(wish)
    preferences = Search(timetable, wish).preferences
    reasons = tuple(reasons_for(preferences, choice_at(timetable.problem, spot)))
    timetable.add(wish, spot)
    return Proposal(wish.id, spot.as_place(), wish.current, reasons)
