"""What OR-Tools' CP-SAT adds, where it is installed: better arrangements, least change.

It belongs into a background job of its own queue: a call keeps the processor busy for as long as
its limits say, never longer.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from academy.classes.planning.explaining import conflicts
from academy.classes.planning.greedy import Proposal, place_all, proposal_for, to_arrange
from academy.classes.planning.model import TimetableModel
from academy.classes.planning.problem import Problem, SessionWish
from academy.classes.planning.timetable import Spot, Timetable


class SolverMissingError(RuntimeError):
    """OR-Tools is not installed: ask `is_available` first, and offer the greedy way instead."""


@dataclass(frozen=True)
class Limits:
    """How long a call may search, in seconds, and with how many threads."""

    seconds: float = 10
    workers: int = 2


LIMITS = Limits()
# So many of the best liked teams and rooms are offered at a time when a class is arranged.
OFFERED = 8


@dataclass(frozen=True)
class Plan:
    """What a call proposes. is_proven: the solver knows of its model that nothing is better."""

    proposals: tuple[Proposal, ...]
    is_proven: bool
    seconds: float


def is_available() -> bool:
    """Whether OR-Tools is installed. It is not loaded by asking."""
    return find_spec("ortools") is not None


def arrange_class(
    problem: Problem, class_id: int, limits: Limits = LIMITS, *, rearrange: bool = False
) -> Plan:
    """排本班 with the solver: never fewer sessions than the greedy way, where it starts from.

    SolverMissingError when OR-Tools is not installed.
    """
    cp_model()
    started = time.monotonic()
    chosen = to_arrange(problem, {class_id}, rearrange=rearrange)
    timetable = Timetable(problem, without={wish.id for wish in chosen})
    place_all(timetable, chosen)
    found = solve(timetable, chosen, {}, limits, OFFERED)
    proposals = tuple(proposal_for(timetable, wish) for wish in chosen)
    return Plan(proposals, found.is_proven, time.monotonic() - started)


@dataclass(frozen=True)
class Solution:
    """What became of the sessions of one model: the timetable has them where it put them."""

    unplaced: int
    changed: int
    is_proven: bool


def solve(
    timetable: Timetable,
    wishes: Sequence[SessionWish],
    standing: Mapping[int, Spot],
    limits: Limits,
    most: int,
) -> Solution:
    """Put sessions where the solver has them; where they are now is what it starts from.

    standing: the spots that count as unchanged (see `TimetableModel.minimise`); most: as there.
    What the solver does not better within its limits stays as it was.
    """
    if not wishes:
        return Solution(0, 0, is_proven=True)
    cp = cp_model()
    before = {w.id: timetable.remove(w) for w in wishes if w.id in timetable.spots}
    kept = {w.id: [spots[w.id] for spots in (before, standing) if w.id in spots] for w in wishes}
    model = TimetableModel(cp.CpModel(), timetable, wishes, most, kept)
    model.minimise(standing)
    model.hint(before)
    solver = cp.CpSolver()
    solver.parameters.max_time_in_seconds = max(limits.seconds, 0.01)
    solver.parameters.num_workers = limits.workers
    solver.parameters.random_seed = 1
    status = solver.solve(model.cp)
    spots: Mapping[int, Spot | None] = before
    if status in {cp.OPTIMAL, cp.FEASIBLE}:
        spots = {each.wish.id: each.spot(solver.boolean_value) for each in model.sessions}
    put_back(timetable, wishes, spots)
    return _count(timetable, wishes, standing, status == cp.OPTIMAL)


def put_back(
    timetable: Timetable, wishes: Collection[SessionWish], spots: Mapping[int, Spot | None]
) -> None:
    """Let the sessions stand at their spots; one that does not fit after all is left without."""
    for wish in wishes:
        spot = spots.get(wish.id)
        if spot and not conflicts(timetable, wish, spot.as_place()):
            timetable.add(wish, spot)


def _count(
    timetable: Timetable,
    wishes: Sequence[SessionWish],
    standing: Mapping[int, Spot],
    is_proven: bool,
) -> Solution:
    now = {wish.id: timetable.spots.get(wish.id) for wish in wishes}
    changed = sum(1 for id, spot in standing.items() if id in now and now[id] != spot)
    return Solution(sum(spot is None for spot in now.values()), changed, is_proven)


def cp_model() -> Any:
    """OR-Tools' module, loaded when it is first needed. SolverMissingError when it is not there."""
    if not is_available():
        raise SolverMissingError("没有安装 OR-Tools，不能使用求解器。")
    return import_module("ortools.sat.python.cp_model")
