"""The places a session could have: what it may choose from, and what of that is free now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from academy.classes.planning.problem import Problem, Resource, SessionWish, TeacherFacts
from academy.classes.planning.times import Span, day_of, minute_of
from academy.classes.planning.timetable import Spot, Timetable

Team = tuple[TeacherFacts, ...]
Rooms = tuple[Resource | None, ...]


@dataclass(frozen=True)
class Scope:
    """What a session may choose from before anybody asks who is free.

    times: spans of its class's grid, or the pinned one. teams: those who would teach together;
    one empty team when nobody has to. rooms: large enough; one None when no room is needed.
    small: rooms it may use but for their size.
    """

    times: tuple[Span, ...]
    teams: tuple[Team, ...]
    rooms: Rooms
    small: tuple[Resource, ...]


def scope_of(timetable: Timetable, wish: SessionWish) -> Scope:
    """What a session may choose from. It does not depend on who stands where."""
    rooms = _rooms_asked(timetable.problem, wish)
    persons = timetable.problem.headcount_of(wish)
    small = tuple(room for room in rooms if room and _is_small(room, persons))
    fit = tuple(room for room in rooms if not room or not _is_small(room, persons))
    return Scope(_times(timetable, wish), _teams(timetable.problem, wish), fit, small)


def _times(timetable: Timetable, wish: SessionWish) -> tuple[Span, ...]:
    grid = timetable.grid(wish.class_id, wish.minutes)
    if wish.pins.start is None:
        return grid
    start = minute_of(wish.pins.start)
    on_grid = tuple(span for span in grid if span[0] == start)
    return on_grid or ((start, start + wish.minutes),)


def _teams(problem: Problem, wish: SessionWish) -> tuple[Team, ...]:
    named = wish.named_teacher_ids
    if named is not None:
        return (tuple(problem.teacher_by_id[id] for id in named),)
    if not wish.subjects:
        return tuple((facts,) for facts in problem.teachers)
    fit = {
        facts.resource.id: facts
        for subject in sorted(wish.subjects)
        for facts in problem.teachers_by_subject.get(subject, ())
    }
    return tuple((facts,) for facts in fit.values())


def _rooms_asked(problem: Problem, wish: SessionWish) -> Rooms:
    if not wish.needs_room:
        return (None,)
    pinned = wish.pins.room_id
    return problem.rooms if pinned is None else (problem.room_by_id[pinned],)


def _is_small(room: Resource, persons: int) -> bool:
    return room.capacity is not None and room.capacity < persons


def is_taught_day(timetable: Timetable, wish: SessionWish, start: int) -> bool:
    """Whether the class meets on that day at all; a pinned time may lie elsewhere."""
    days = timetable.problem.class_by_id[wish.class_id].days
    return any(day.toordinal() == day_of(start) for day in days)


def open_times(timetable: Timetable, wish: SessionWish, scope: Scope) -> list[Span]:
    """The times at which the class itself could have the session, in its order."""
    own = timetable.problem.class_by_id[wish.class_id].resource
    earliest, latest = timetable.order_bounds(wish)
    return [
        (start, end)
        for start, end in scope.times
        if earliest <= start
        and end <= latest
        and timetable.is_free(own, start, end)
        and (wish.pins.start is None or is_taught_day(timetable, wish, start))
    ]


def free_teams(
    timetable: Timetable, wish: SessionWish, teams: Iterable[Team], span: Span
) -> Iterator[Team]:
    """Those of the teams who could teach the session then, in the order given."""
    (start, end), minutes = span, wish.minutes
    for team in teams:
        if all(timetable.can_teach(teacher, start, end, minutes) for teacher in team):
            yield team


def free_rooms(
    timetable: Timetable, wish: SessionWish, rooms: Iterable[Resource | None], span: Span
) -> Iterator[Resource | None]:
    """The rooms free then, in the order given; None where no room is needed."""
    persons = timetable.problem.headcount_of(wish)
    for room in rooms:
        if room is None or timetable.is_free(room, *span, persons):
            yield room


def freedom(timetable: Timetable, wish: SessionWish) -> int:
    """About how many candidates are free for a session that stands nowhere, rooms not asked."""
    scope = scope_of(timetable, wish)
    times = open_times(timetable, wish, scope)
    teams = sum(sum(1 for _ in free_teams(timetable, wish, scope.teams, t)) for t in times)
    return teams * len(scope.rooms)


def has_candidate(timetable: Timetable, wish: SessionWish) -> bool:
    """Whether a session that stands nowhere now could stand somewhere."""
    return next(candidates(timetable, wish), None) is not None


def candidates(timetable: Timetable, wish: SessionWish) -> Iterator[Spot]:
    """Every free place of a session that stands nowhere now, by time, teachers, room."""
    scope = scope_of(timetable, wish)
    for span in open_times(timetable, wish, scope):
        for team in free_teams(timetable, wish, scope.teams, span):
            for room in free_rooms(timetable, wish, scope.rooms, span):
                yield spot_at(span, team, room)


def spot_at(span: Span, team: Team, room: Resource | None) -> Spot:
    return Spot(*span, tuple(facts.resource.id for facts in team), room.id if room else None)
