"""One session in a CP-SAT model: a literal for everything it may choose, and what each costs.

Each of its free times has a literal, and each (time, teachers) and (time, room) that is free; one
more stands for having no place, so that a model always has a solution.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from typing import Any, TypeVar

from academy.classes.planning.candidates import Team, free_rooms, free_teams, open_times, scope_of
from academy.classes.planning.problem import Resource, SessionWish
from academy.classes.planning.scoring import Preferences
from academy.classes.planning.times import Span
from academy.classes.planning.timetable import Spot, Timetable

# The solver's own types are not known where it is not installed.
Literal = Any
Priced = list[tuple[float, Literal]]
Option = TypeVar("Option")

# What a part of a place may cost at most, in points, so that wishes never outweigh a change.
DEAREST = 300


class SessionLiterals:
    """One session's literals and what each costs."""

    def __init__(
        self, cp: Any, timetable: Timetable, wish: SessionWish, most: int, kept: Sequence[Spot]
    ) -> None:
        """most, kept: see `TimetableModel`."""
        self.wish = wish
        self.nowhere: Literal = cp.new_bool_var("")
        self.times: dict[Span, Literal] = {}
        self.teams: dict[tuple[Span, tuple[int, ...]], Literal] = {}
        self.rooms: dict[tuple[Span, int], Literal] = {}
        self._cp = cp
        self._prices: tuple[Priced, Priced, Priced] = ([], [], [])
        self._offer(timetable, most, kept)
        cp.add_exactly_one([self.nowhere, *self.times.values()])

    def _offer(self, timetable: Timetable, most: int, kept: Sequence[Spot]) -> None:
        wish, scope = self.wish, scope_of(timetable, self.wish)
        like = Preferences(timetable, wish, scope.times)
        for span in open_times(timetable, wish, scope):
            here = [spot for spot in kept if span == (spot.start, spot.end)]
            liked_teams = [team for _, team in like.ranked_teams(scope.teams, span)]
            liked_rooms = [room for _, room in like.ranked_rooms(scope.rooms)]
            teams = free_teams(timetable, wish, liked_teams, span)
            rooms = free_rooms(timetable, wish, liked_rooms, span)
            self._offer_time(
                like,
                span,
                best_of(teams, most, {spot.teacher_ids for spot in here}, ids_of),
                best_of(rooms, most, {spot.room_id for spot in here}, id_of),
            )

    def _offer_time(
        self, like: Preferences, span: Span, teams: list[Team], rooms: list[Resource | None]
    ) -> None:
        if not teams or not rooms:
            return
        self.times[span] = then = self._choice(0, like.time_points(span))
        of_teams = {ids_of(team): self._choice(1, like.team_points(team, span)) for team in teams}
        of_rooms = {room.id: self._choice(2, like.room_points(room)) for room in rooms if room}
        self.teams |= {(span, ids): literal for ids, literal in of_teams.items()}
        self.rooms |= {(span, id): literal for id, literal in of_rooms.items()}
        self._cp.add(sum(of_teams.values()) == then)
        if of_rooms:
            self._cp.add(sum(of_rooms.values()) == then)

    def _choice(self, part: int, points: float) -> Literal:
        literal = self._cp.new_bool_var("")
        self._prices[part].append((points, literal))
        return literal

    def costs(self) -> Iterator[tuple[int, Literal]]:
        """How much worse each literal is than the best of its part."""
        for priced in self._prices:
            best = max((points for points, _ in priced), default=0)
            for points, literal in priced:
                yield min(round(best - points), DEAREST), literal

    def chosen_at(self, spot: Spot) -> list[Literal] | None:
        """The literals that are true when the session has the spot; None when it is not free."""
        span = (spot.start, spot.end)
        found = [self.times.get(span), self.teams.get((span, spot.teacher_ids))]
        if spot.room_id is not None:
            found.append(self.rooms.get((span, spot.room_id)))
        return None if any(literal is None for literal in found) else found

    def all(self) -> Iterable[Literal]:
        return [self.nowhere, *self.times.values(), *self.teams.values(), *self.rooms.values()]

    def spot(self, is_true: Any) -> Spot | None:
        """Where a solution has the session."""
        span = next((span for span, literal in self.times.items() if is_true(literal)), None)
        if span is None:
            return None
        team = next(ids for (at, ids), lit in self.teams.items() if at == span and is_true(lit))
        rooms = (id for (at, id), lit in self.rooms.items() if at == span and is_true(lit))
        return Spot(*span, team, next(rooms, None))


def ids_of(team: Team) -> tuple[int, ...]:
    return tuple(teacher.resource.id for teacher in team)


def id_of(room: Resource | None) -> int | None:
    return room.id if room else None


def best_of(
    liked: Iterable[Option], most: int, kept: Set[Any], key: Callable[[Option], Any]
) -> list[Option]:
    """The first so many of what is liked, and of the rest what is to be kept."""
    return [option for n, option in enumerate(liked) if n < most or key(option) in kept]
