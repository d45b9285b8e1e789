"""The search for the best free candidates of one session."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product
from operator import attrgetter

from academy.classes.planning.candidates import Team, open_times, scope_of, spot_at
from academy.classes.planning.problem import Problem, Resource, SessionWish
from academy.classes.planning.scoring import Preferences
from academy.classes.planning.times import Span
from academy.classes.planning.timetable import Spot, Timetable


@dataclass(frozen=True)
class Choice:
    """A candidate with its points."""

    points: float
    span: Span
    team: Team
    room: Resource | None

    @property
    def spot(self) -> Spot:
        return spot_at(self.span, self.team, self.room)


def choice_at(problem: Problem, spot: Spot) -> Choice:
    """A spot as something that was chosen, whatever its points."""
    team = tuple(problem.teacher_by_id[id] for id in spot.teacher_ids)
    room = None if spot.room_id is None else problem.room_by_id[spot.room_id]
    return Choice(0, (spot.start, spot.end), team, room)


class Search:
    """What can be chosen for a session that stands nowhere on a timetable now."""

    def __init__(self, timetable: Timetable, wish: SessionWish) -> None:
        self.timetable = timetable
        self.wish = wish
        self.scope = scope_of(timetable, wish)
        self.preferences = Preferences(timetable, wish, self.scope.times)
        self._persons = timetable.problem.headcount_of(wish)

    def best(self, count: int) -> list[Choice]:
        """The best candidate of every time first; what is missing is filled up from those times."""
        times = open_times(self.timetable, self.wish, self.scope)
        by_time = [choices for span in times if (choices := self.at(span, count))]
        firsts = [choices[0] for choices in by_time]
        others = [choice for choices in by_time for choice in choices[1:]]
        found = heapq.nlargest(count, firsts, key=attrgetter("points"))
        return found + heapq.nlargest(count - len(found), others, key=attrgetter("points"))

    def at(self, span: Span, count: int) -> list[Choice]:
        """The best free candidates of one time at which the class is free."""
        teams = list(islice(self._free_teams(span), count))
        if not teams:
            return []
        rooms = list(islice(self._free_rooms(span), count))
        base = self.preferences.time_points(span)
        found = (
            Choice(base + for_team + for_room, span, team, room)
            for (for_team, team), (for_room, room) in product(teams, rooms)
        )
        return heapq.nlargest(count, found, key=attrgetter("points"))

    def _free_teams(self, span: Span) -> Iterator[tuple[float, Team]]:
        """Best first."""
        can_teach, minutes = self.timetable.can_teach, self.wish.minutes
        for points, team in self.preferences.ranked_teams(self.scope.teams, span):
            if all(can_teach(teacher, *span, minutes) for teacher in team):
                yield points, team

    def _free_rooms(self, span: Span) -> Iterable[tuple[float, Resource | None]]:
        """Best first."""
        for points, room in self.preferences.ranked_rooms(self.scope.rooms):
            if room is None or self.timetable.is_free(room, *span, self._persons):
                yield points, room
