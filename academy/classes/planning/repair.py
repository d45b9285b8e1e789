"""Making way: a session that fits nowhere takes the place of one that fits elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice

from academy.classes.planning.candidates import Scope, is_taught_day, scope_of, spot_at
from academy.classes.planning.problem import Resource, SessionWish, TeacherFacts
from academy.classes.planning.times import Span
from academy.classes.planning.timetable import Spot, Timetable

# So many exchanges are tried for a session before it is given up.
TRIES = 120

Victims = frozenset[int]
Finder = Callable[[SessionWish], Spot | None]


def make_way(
    timetable: Timetable, wish: SessionWish, movable: Collection[int], find: Finder
) -> bool:
    """Place a session by moving one other; both stand afterwards, or all is as it was.

    movable: the sessions that may be moved. find: the best free spot of a session that stands
    nowhere, None when there is none.
    """
    exchanges = _exchanges(timetable, wish, scope_of(timetable, wish), movable)
    return any(_exchange(timetable, wish, *each, find) for each in list(islice(exchanges, TRIES)))


def _exchange(
    timetable: Timetable, wish: SessionWish, spot: Spot, victim_id: int, find: Finder
) -> bool:
    victim = timetable.problem.session_by_id[victim_id]
    before = timetable.remove(victim)
    if _fits(timetable, wish, spot):
        timetable.add(wish, spot)
        elsewhere = find(victim)
        if elsewhere:
            timetable.add(victim, elsewhere)
            return True
        timetable.remove(wish)
    timetable.add(victim, before)
    return False


def _fits(timetable: Timetable, wish: SessionWish, spot: Spot) -> bool:
    """What is left to ask once the one in the way has gone: order and the teachers' limits."""
    earliest, latest = timetable.order_bounds(wish)
    teachers = (timetable.problem.teacher_by_id[id] for id in spot.teacher_ids)
    return (
        earliest <= spot.start
        and spot.end <= latest
        and all(timetable.can_teach(t, spot.start, spot.end, wish.minutes) for t in teachers)
    )


def _exchanges(
    timetable: Timetable, wish: SessionWish, scope: Scope, movable: Collection[int]
) -> Iterator[tuple[Spot, int]]:
    """Spots from which exactly one movable session keeps this one, and that session."""
    own = timetable.problem.class_by_id[wish.class_id].resource
    for span in scope.times:
        of_class = _victims(timetable, own, span, 0, movable)
        if of_class is None or len(of_class) > 1 or not is_taught_day(timetable, wish, span[0]):
            continue
        for team, of_team in _teams(timetable, scope, span, movable):
            for room, of_room in _rooms(timetable, wish, scope, span, movable):
                victims = of_class | of_team | of_room
                if len(victims) == 1:
                    yield spot_at(span, team, room), next(iter(victims))
                    break


def _teams(
    timetable: Timetable, scope: Scope, span: Span, movable: Collection[int]
) -> Iterator[tuple[tuple[TeacherFacts, ...], Victims]]:
    for team in scope.teams:
        found = [_victims(timetable, teacher.resource, span, 0, movable) for teacher in team]
        known = [victims for victims in found if victims is not None]
        if len(known) == len(found):
            yield team, _union(known)


def _rooms(
    timetable: Timetable, wish: SessionWish, scope: Scope, span: Span, movable: Collection[int]
) -> Iterator[tuple[Resource | None, Victims]]:
    """The free rooms before those that somebody would have to leave."""
    persons = timetable.problem.headcount_of(wish)
    taken: list[tuple[Resource | None, Victims]] = []
    for room in scope.rooms:
        victims = _victims(timetable, room, span, persons, movable) if room else frozenset()
        if victims:
            taken.append((room, victims))
        elif victims is not None:
            yield room, victims
    yield from taken


def _victims(
    timetable: Timetable, resource: Resource, span: Span, persons: int, movable: Collection[int]
) -> Victims | None:
    """The movable sessions in the way; None when something else is, too."""
    if not timetable.is_open(resource, *span):
        return None
    found = frozenset(claim.session_id for claim in timetable.blocking(resource, *span, persons))
    known = frozenset(id for id in found if id is not None and id in movable)
    return known if known == found else None


def _union(sets: Iterable[Victims]) -> Victims:
    return frozenset().union(*sets)
