"""Measure the timetabling help on an invented year: python -m tests.benchmarks.planning."""

from __future__ import annotations

import argparse
import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Sequence
from random import Random
from statistics import quantiles
from typing import Any

from academy.classes.planning.best import best_places
from academy.classes.planning.checker import sessions_without_candidates
from academy.classes.planning.greedy import arrange
from academy.classes.planning.problem import Problem
from academy.classes.planning.replanning import Absence, hit_by, replan_absence
from academy.classes.planning.solver import Limits, arrange_class, is_available
from academy.classes.planning.timetable import Timetable
from tests.classes.planning.oracle import is_placeable
from tests.factories.planning import CLASSES, TEACHERS, at, invented_year, placed

Row = tuple[str, str, str]
FORTNIGHT = dt.timedelta(days=14)


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    answer = call()
    return time.perf_counter() - started, answer


def spread(seconds: Sequence[float]) -> str:
    cuts = quantiles(seconds, n=20)
    return (
        f"p50 {cuts[9] * 1000:.1f} · p95 {cuts[18] * 1000:.1f} · max {max(seconds) * 1000:.1f} ms"
    )


def check(problem: Problem) -> Row:
    seconds, found = timed(lambda: sessions_without_candidates(problem))
    return "check the year", f"{seconds:.2f} s, {len(found)} sessions without a candidate", ""


def greedy(problem: Problem) -> tuple[list[Row], Problem]:
    seconds, proposals = timed(lambda: arrange(problem))
    places = {proposal.session_id: proposal.place for proposal in proposals if proposal.place}
    placeable = [wish.id for wish in problem.sessions if is_placeable(problem, wish)]
    share = sum(id in places for id in placeable) / len(placeable)
    words = f"{seconds:.2f} s, {len(places)} of {len(placeable)} placeable = {share:.2%}"
    return [("greedy, the whole year", words, "≥ 99.5 % in < 10 s")], placed(problem, places)


def best(name: str, problem: Problem, draws: int) -> list[Row]:
    """With the claims of the year at hand, and with them gathered for each question."""
    asked = Random(1).choices([wish.id for wish in problem.sessions], k=draws)
    timetable = Timetable(problem)
    warm = [timed(lambda id=id: best_places(problem, id, timetable))[0] for id in asked]
    cold = [timed(lambda id=id: best_places(problem, id))[0] for id in asked[: draws // 5]]
    return [
        (f"five best places, {name} timetable", spread(warm), "< 50 ms"),
        (f"the same, the {name} timetable built for it", spread(cold), "< 50 ms"),
    ]


def busiest_absence(problem: Problem) -> Absence:
    """The teacher and the two weeks with the most sessions that others could give, too."""
    counted: Counter[tuple[int, dt.date]] = Counter()
    for wish in problem.sessions:
        if wish.current and wish.named_teacher_ids is None:
            day = wish.current.start.date()
            monday = day - dt.timedelta(days=day.weekday())
            for id in wish.current.teacher_ids:
                counted[id, monday] += 1
                counted[id, monday - dt.timedelta(days=7)] += 1
    (teacher, monday), _ = counted.most_common(1)[0]
    start = at(monday, "00:00")
    return Absence(start, start + FORTNIGHT, teacher)


def replan(problem: Problem) -> Row:
    absence = busiest_absence(problem)
    hit = {wish.id for wish in hit_by(problem, absence)}
    plan = replan_absence(problem, absence)
    homeless = sum(proposal.place is None for proposal in plan.proposals)
    words = (
        f"{plan.seconds:.2f} s, {len(plan.proposals)} changes for {len(hit)} sessions hit, "
        f"{homeless} of them without a place, {proven(plan.is_proven)}"
    )
    return "replan the busiest fortnight of a teacher", words, "only what must, < 15 s"


def proven(is_proven: bool) -> str:
    return "proven least" if is_proven else "not proven"


def classes(problem: Problem, count: int, seconds: float) -> Row:
    chosen = Random(2).sample([facts.resource.id for facts in problem.classes], count)
    plans = [arrange_class(problem, id, Limits(seconds), rearrange=True) for id in chosen]
    words = f"{spread([plan.seconds for plan in plans])}, {sum(p.is_proven for p in plans)} proven"
    return f"{count} classes arranged anew, {seconds:g} s each at most", words, ""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.planning")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--classes", type=int, default=CLASSES)
    parser.add_argument("--teachers", type=int, default=TEACHERS)
    parser.add_argument("--draws", type=int, default=500, help="questions for five best places")
    given = parser.parse_args()
    problem = invented_year(given.seed, given.classes, given.teachers)
    rows: list[Row] = [("timetabling help", "measured", "goal"), check(problem)]
    found, full = greedy(problem)
    rows += [*found, *best("full", full, given.draws), *best("empty", problem, given.draws)]
    if is_available():
        rows += [replan(full), classes(full, 20, 10)]
    print(*(f"| {' | '.join(row)} |" for row in [*rows[:1], ("---",) * 3, *rows[1:]]), sep="\n")


if __name__ == "__main__":
    main()
