"""Sessions that cannot stand anywhere, told before anybody plans or solves anything."""

from __future__ import annotations

from collections.abc import Collection

from academy.classes.planning.candidates import has_candidate
from academy.classes.planning.explaining import explain
from academy.classes.planning.problem import Problem
from academy.classes.planning.timetable import Timetable
from academy.classes.planning.words import Explanation


def sessions_without_candidates(
    problem: Problem, class_ids: Collection[int] | None = None
) -> tuple[Explanation, ...]:
    """Sessions for which no place is left even when no other movable session stands anywhere.

    Sessions that are constant stand and are not asked about. class_ids: None for every class.
    What is found has to be mended first: no planning can.
    """
    movable = [wish for wish in problem.sessions if not wish.is_constant]
    timetable = Timetable(problem, without={wish.id for wish in movable})
    asked = [wish for wish in movable if class_ids is None or wish.class_id in class_ids]
    return tuple(
        explain(problem, wish.id, timetable) for wish in asked if not has_candidate(timetable, wish)
    )
