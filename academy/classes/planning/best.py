"""The best places for one session, each with what speaks for and against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from academy.classes.planning.choosing import Choice, Search
from academy.classes.planning.explaining import explain
from academy.classes.planning.problem import Place, Problem, Resource, SessionWish
from academy.classes.planning.scoring import Preferences
from academy.classes.planning.times import Span
from academy.classes.planning.timetable import Timetable
from academy.classes.planning.words import Explanation

SHOWN = 5


@dataclass(frozen=True)
class RankedPlace:
    """A place, its points (more is better) and the reasons in words, the good ones first."""

    place: Place
    points: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class BestPlaces:
    """The best places of a session, best first. explanation: only when there is none."""

    session_id: int
    places: tuple[RankedPlace, ...]
    explanation: Explanation | None


def best_places(
    problem: Problem, session_id: int, timetable: Timetable | None = None, count: int = SHOWN
) -> BestPlaces:
    """The best free places of a session, its present place left aside.

    Each stands at another time, with the best teachers and room of that time; only when fewer
    times are free do other teachers and rooms of the same times follow. timetable: where the
    sessions stand when that is not where the problem has them; it comes back as it was.
    """
    wish = problem.session_by_id[session_id]
    standing = Timetable(problem) if timetable is None else timetable
    spot = standing.remove(wish) if session_id in standing.spots else None
    try:
        return _best_places(standing, wish, count)
    finally:
        if spot:
            standing.add(wish, spot)


def _best_places(timetable: Timetable, wish: SessionWish, count: int) -> BestPlaces:
    search = Search(timetable, wish)
    ranked = tuple(
        RankedPlace(
            choice.spot.as_place(),
            round(choice.points, 1),
            tuple(reasons_for(search.preferences, choice)),
        )
        for choice in search.best(count)
    )
    blocked = None if ranked else explain(timetable.problem, wish.id, timetable)
    return BestPlaces(wish.id, ranked, blocked)


def reasons_for(preferences: Preferences, choice: Choice) -> Iterator[str]:
    """What speaks for a choice and what against it, in words."""
    yield from _reasons_of_time(preferences, choice.span)
    for teacher in choice.team:
        lessons = preferences.timetable.minutes_in_week(teacher, choice.span[0])
        rating = "" if teacher.rating is None else f"，评课 {teacher.rating:g} 分"
        kept = "沿用" if preferences.keeps_team(choice.team) else ""
        name = f"{kept}{teacher.resource.words}"
        yield f"{name}本周另有 {lessons} 分钟课{rating}"
    if choice.room:
        yield _reason_of_room(preferences, choice.room)


def _reasons_of_time(preferences: Preferences, span: Span) -> Iterator[str]:
    if preferences.keeps_time(span):
        yield "时间不变"
    wrong = preferences.inversions(span)
    yield f"与 {wrong} 次课的先后次序相反" if wrong else "符合课次顺序"
    over = preferences.over_share(span)
    yield f"当天比平均多 {over} 次课" if over else "当天课量均衡"
    if preferences.adjoins(span):
        yield "与本班另一次课相连"


def _reason_of_room(preferences: Preferences, room: Resource) -> str:
    kept = "沿用本班常用的" if preferences.is_usual(room) else ""
    seats = "" if room.capacity is None else f"，{preferences.persons} 人用 {room.capacity} 座"
    return f"{kept}{room.words}{seats}"
