"""How good a place is: points for its time, its teachers and its room, which simply add up.

More is better. The points of the three parts do not depend on each other, so the best place at a
time is the best team with the best room.
"""

from __future__ import annotations

from collections import Counter
from operator import itemgetter
from typing import NamedTuple

from academy.classes.planning.candidates import Rooms, Team
from academy.classes.planning.problem import Resource, SessionWish
from academy.classes.planning.times import Span, day_of, week_of
from academy.classes.planning.timetable import Spot, Timetable

# A session that ends and one that begins within so many minutes follow each other.
ADJOINING = 30
# Of 5; what a teacher without a rating is taken for.
UNRATED = 3.5
LESSON = 45


class Weights(NamedTuple):
    """What the wishes are worth against each other, in points."""

    # Away from where the number in the class would put it, for the whole length of the class.
    position: int = 100
    # The same where the order is strict: what stands late is in the way of all that follow.
    strict_position: int = 1000
    # For each session of the class that would stand on the wrong side.
    inversion: int = 40
    # For each session beyond an even share on that day.
    crowded_day: int = 15
    adjoining: int = 10
    gap: int = 10
    rating: int = 8
    # For each lesson (45 minutes) that the teacher has that week already.
    teacher_load: int = 2
    # For each further subject the teacher could be needed for.
    versatility: int = 1
    usual_room: int = 30
    # For a room that would stand quite empty.
    empty_seats: int = 20
    # For keeping the present time, teachers or room, each.
    kept: int = 60


WEIGHTS = Weights()


class Preferences:
    """What a session would like, seen from a timetable on which it stands nowhere.

    times: the spans it may choose from, in order. Made anew whenever its class has changed.
    """

    def __init__(
        self,
        timetable: Timetable,
        wish: SessionWish,
        times: tuple[Span, ...],
        weights: Weights = WEIGHTS,
    ) -> None:
        self.timetable = timetable
        self.wish = wish
        self.weights = weights
        self.current = Spot.of(wish.current) if wish.current else None
        self.persons = timetable.problem.headcount_of(wish)
        self._places = {span: place for place, span in enumerate(times)}
        self._teams_in_week: dict[int, list[tuple[float, Team]]] = {}
        self._rooms: list[tuple[float, Resource | None]] | None = None
        self._look_at_the_class()

    def _look_at_the_class(self) -> None:
        problem, class_id = self.timetable.problem, self.wish.class_id
        sessions = problem.sessions_by_class[class_id]
        rank = sum(1 for other in sessions if other.seq < self.wish.seq)
        self._expected = rank / max(len(sessions) - 1, 1) * max(len(self._places) - 1, 0)
        self._others = [
            (problem.session_by_id[id].seq, spot)
            for id, spot in self.timetable.spots_of_class[class_id].items()
        ]
        self._on_day = Counter(day_of(spot.start) for _, spot in self._others)
        days = len(problem.class_by_id[class_id].days) or 1
        self._fair = -(-len(sessions) // days)
        used = self.timetable.rooms_of_class[class_id].most_common(1)
        self._usual_room = used[0][0] if used and used[0][1] else None

    # --- time ------------------------------------------------------------------------------
    def time_points(self, span: Span) -> float:
        weights = self.weights
        away = abs(self._places.get(span, self._expected) - self._expected)
        weight = weights.strict_position if self.wish.is_strict else weights.position
        points = -weight * away / max(len(self._places), 1)
        points -= weights.inversion * self.inversions(span)
        points -= weights.crowded_day * self.over_share(span)
        points += weights.kept * self.keeps_time(span)
        return points + self._neighbour_points(span)

    def inversions(self, span: Span) -> int:
        """How many sessions of the class would come in the wrong order with this one."""
        seq = self.wish.seq
        return sum(
            1
            for other, spot in self._others
            if (other < seq and spot.start > span[0]) or (other > seq and spot.start < span[0])
        )

    def over_share(self, span: Span) -> int:
        """How far the day would go beyond an even share of the class's sessions."""
        return max(self._on_day[day_of(span[0])] + 1 - self._fair, 0)

    def adjoins(self, span: Span) -> bool:
        """Whether a session of the class ends just before or begins just after."""
        return any(
            0 <= span[0] - spot.end <= ADJOINING or 0 <= spot.start - span[1] <= ADJOINING
            for _, spot in self._others
        )

    def _neighbour_points(self, span: Span) -> int:
        if self.adjoins(span):
            return self.weights.adjoining
        return -self.weights.gap if self._on_day[day_of(span[0])] else 0

    def keeps_time(self, span: Span) -> bool:
        return self.current is not None and self.current.start == span[0]

    # --- teachers --------------------------------------------------------------------------
    def team_points(self, team: Team, span: Span) -> float:
        weights, points = self.weights, 0.0
        for teacher in team:
            lessons = self.timetable.minutes_in_week(teacher, span[0]) / LESSON
            rating = UNRATED if teacher.rating is None else teacher.rating
            points += weights.rating * rating - weights.teacher_load * lessons
            points -= weights.versatility * len(teacher.expertise)
        return points + weights.kept * self.keeps_team(team)

    def ranked_teams(self, teams: tuple[Team, ...], span: Span) -> list[tuple[float, Team]]:
        """With their points, best first. They change with the week only."""
        week = week_of(span[0])
        if week not in self._teams_in_week:
            scored = [(self.team_points(team, span), team) for team in teams]
            self._teams_in_week[week] = sorted(scored, key=itemgetter(0), reverse=True)
        return self._teams_in_week[week]

    def keeps_team(self, team: Team) -> bool:
        if self.current is None or not team:
            return False
        return self.current.teacher_ids == tuple(teacher.resource.id for teacher in team)

    # --- room ------------------------------------------------------------------------------
    def room_points(self, room: Resource | None) -> float:
        if room is None:
            return 0
        weights = self.weights
        points = weights.usual_room * self.is_usual(room) + weights.kept * self.keeps_room(room)
        empty = 1 - self.persons / room.capacity if room.capacity else 1
        return points - weights.empty_seats * empty

    def ranked_rooms(self, rooms: Rooms) -> list[tuple[float, Resource | None]]:
        """With their points, best first."""
        if self._rooms is None:
            scored = [(self.room_points(room), room) for room in rooms]
            self._rooms = sorted(scored, key=itemgetter(0), reverse=True)
        return self._rooms

    def is_usual(self, room: Resource) -> bool:
        return room.id == self._usual_room

    def keeps_room(self, room: Resource) -> bool:
        return self.current is not None and room.id == self.current.room_id
