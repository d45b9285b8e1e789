"""Why a session has few places or none, and what is wrong with one given place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from academy.classes.planning.candidates import Scope, Team, is_taught_day, scope_of
from academy.classes.planning.problem import (
    Place,
    Problem,
    Resource,
    SessionWish,
    TeacherFacts,
)
from academy.classes.planning.times import Span, day_words, span_words
from academy.classes.planning.timetable import Spot, Timetable
from academy.classes.planning.words import Blocker, Explanation, Moment, Reason, claim_words

ROOM_REASONS = (Reason.ROOM_CLOSED, Reason.ROOM_BLACKOUT, Reason.ROOM_BUSY)
TEACHER_REASONS = (Reason.TEACHER_AWAY, Reason.TEACHER_BLACKOUT, Reason.TEACHER_BUSY)
CLASS_REASONS = (Reason.CLASS_CLOSED, Reason.CLASS_CLOSED, Reason.CLASS_BUSY)
CLOSED_WORDS = {
    Reason.ROOM_CLOSED: "此时未开放",
    Reason.TEACHER_AWAY: "此时不在可授课时间",
    Reason.CLASS_CLOSED: "此时不上课",
}


def explain(problem: Problem, session_id: int, timetable: Timetable | None = None) -> Explanation:
    """What becomes of every candidate of a session, its own present place left aside.

    timetable: where the sessions stand when that is not where the problem has them.
    """
    wish = problem.session_by_id[session_id]
    standing = Timetable(problem) if timetable is None else timetable
    spot = standing.remove(wish) if session_id in standing.spots else None
    try:
        return _Examination(standing, wish).explanation()
    finally:
        if spot:
            standing.add(wish, spot)


def conflicts(timetable: Timetable, wish: SessionWish, place: Place) -> tuple[Blocker, ...]:
    """Everything that speaks against a place for a session that stands nowhere now."""
    problem, spot = timetable.problem, Spot.of(place)
    span = (spot.start, spot.end)
    room = None if spot.room_id is None else problem.room_by_id[spot.room_id]
    found = list(time_blockers(timetable, wish, span))
    for teacher_id in spot.teacher_ids:
        found += teacher_blockers(timetable, wish, problem.teacher_by_id[teacher_id], span)
    return (*found, *room_blockers(timetable, wish, room, span))


def time_blockers(timetable: Timetable, wish: SessionWish, span: Span) -> Iterator[Blocker]:
    """What spoils a time whoever teaches and wherever."""
    own = timetable.problem.class_by_id[wish.class_id].resource
    if not is_taught_day(timetable, wish, span[0]):
        words = f"{day_words(span[0])}不是{own.words}的上课日"
        yield Blocker(Reason.OUTSIDE_DATES, words, own.contact)
    yield from _order_blockers(timetable, wish, span)
    yield from _resource_blockers(timetable, own, span, 0, CLASS_REASONS)


def _order_blockers(timetable: Timetable, wish: SessionWish, span: Span) -> Iterator[Blocker]:
    for session_id, spot in timetable.spots_of_class[wish.class_id].items():
        other = timetable.problem.session_by_id[session_id]
        if not wish.is_ordered_with(other):
            continue
        where = f"“{other.title}”（{span_words(spot.start, spot.end)}）"
        if other.seq < wish.seq and spot.end > span[0]:
            yield Blocker(Reason.ORDER, f"须排在{where}之后")
        elif other.seq > wish.seq and span[1] > spot.start:
            yield Blocker(Reason.ORDER, f"须排在{where}之前")


def _resource_blockers(
    timetable: Timetable,
    resource: Resource,
    span: Span,
    persons: int,
    reasons: tuple[Reason, Reason, Reason],
) -> Iterator[Blocker]:
    """reasons: for closed, blacked out and busy."""
    closed, blackout, busy = reasons
    if not timetable.is_open(resource, *span):
        yield Blocker(closed, f"{resource.words}{CLOSED_WORDS[closed]}", resource.contact)
    for claim in timetable.blocking(resource, *span, persons):
        reason = blackout if claim.is_blackout else busy
        yield Blocker(reason, claim_words(resource, claim), claim.contact)


def teacher_blockers(
    timetable: Timetable, wish: SessionWish, teacher: TeacherFacts, span: Span
) -> Iterator[Blocker]:
    """What keeps a teacher from teaching the session then."""
    own = teacher.resource
    yield from _resource_blockers(timetable, own, span, 0, TEACHER_REASONS)
    if not timetable.is_within_limits(teacher, span[0], wish.minutes):
        words = f"{own.words}课量已满（{_load_words(timetable, teacher, span[0])}）"
        yield Blocker(Reason.TEACHER_LIMIT, words, own.contact)


def _load_words(timetable: Timetable, teacher: TeacherFacts, start: int) -> str:
    """What the teacher has already, and what is the most."""
    on_day = f"当天已有 {timetable.sessions_on(teacher, start)} 次课"
    in_week = f"本周已有 {timetable.minutes_in_week(teacher, start)} 分钟"
    most, longest = teacher.sessions_per_day, teacher.minutes_per_week
    day_words = on_day if most is None else f"{on_day}，最多 {most} 次"
    return f"{day_words}；{in_week}" + ("" if longest is None else f"，最多 {longest} 分钟")


def room_blockers(
    timetable: Timetable, wish: SessionWish, room: Resource | None, span: Span
) -> Iterator[Blocker]:
    """What keeps the session out of a room then."""
    if room is None:
        return
    persons = timetable.problem.headcount_of(wish)
    if room.capacity is not None and room.capacity < persons:
        yield _too_small(room, persons)
    yield from _resource_blockers(timetable, room, span, persons, ROOM_REASONS)


def _too_small(room: Resource, persons: int) -> Blocker:
    words = f"{room.words}只容 {room.capacity} 人，本次课 {persons} 人"
    return Blocker(Reason.ROOM_TOO_SMALL, words, room.contact)


class _Examination:
    """One walk over all candidates of a session that stands nowhere."""

    def __init__(self, timetable: Timetable, wish: SessionWish) -> None:
        self.timetable = timetable
        self.wish = wish
        self.scope: Scope = scope_of(timetable, wish)
        # What cannot be had at all counts as one that fails, or its reason would not show.
        self.teams = max(len(self.scope.teams), 1)
        self.rooms = max(len(self.scope.rooms) + len(self.scope.small), 1)
        self.counts: Counter[Reason] = Counter()

    def explanation(self) -> Explanation:
        moments = tuple(self._moment(span) for span in self.scope.times)
        if not moments:
            self.counts[Reason.NO_SLOT] += self.teams * self.rooms
        return Explanation(
            session_id=self.wish.id,
            title=self.wish.title,
            considered=max(len(moments), 1) * self.teams * self.rooms,
            candidates=sum(moment.candidates for moment in moments),
            counts=dict(self.counts),
            general=tuple(self._general()),
            moments=moments,
        )

    def _general(self) -> Iterator[Blocker]:
        """What holds at every time."""
        wish, scope = self.wish, self.scope
        facts = self.timetable.problem.class_by_id[wish.class_id]
        if not scope.times:
            words = f"{facts.resource.words}没有能容纳 {wish.minutes} 分钟的上课时段"
            yield Blocker(Reason.NO_SLOT, words, facts.resource.contact)
        if not scope.teams:
            wanted = "、".join(sorted(wish.subjects))
            yield Blocker(Reason.NO_FIT_TEACHER, f"没有能讲授“{wanted}”的教师")
        if not scope.rooms:
            yield from self._no_rooms()

    def _no_rooms(self) -> Iterator[Blocker]:
        persons = self.timetable.problem.headcount_of(self.wish)
        if self.scope.small:
            largest = max(self.scope.small, key=lambda room: room.capacity or 0)
            yield _too_small(largest, persons)
        else:
            yield Blocker(Reason.NO_ROOM, "没有登记可用的教室")

    def _moment(self, span: Span) -> Moment:
        spoilt = tuple(time_blockers(self.timetable, self.wish, span))
        if spoilt:
            self.counts[spoilt[0].reason] += self.teams * self.rooms
            return Moment(*span, 0, spoilt)
        free, blockers = self._teams_at(span)
        left = 0
        if free:
            left, in_rooms = self._rooms_at(span, free)
            blockers += in_rooms
        return Moment(*span, left, tuple(blockers))

    def _teams_at(self, span: Span) -> tuple[int, list[Blocker]]:
        """How many teams are free, and what blocks the others."""
        found: list[Blocker] = []
        free = 0
        for team in self.scope.teams:
            blockers = self._team_blockers(team, span)
            if blockers:
                self.counts[blockers[0].reason] += self.rooms
            else:
                free += 1
            found += blockers
        if not self.scope.teams:
            self.counts[Reason.NO_FIT_TEACHER] += self.rooms
            found.append(Blocker(Reason.NO_FIT_TEACHER, "没有合适的教师"))
        return free, found

    def _team_blockers(self, team: Team, span: Span) -> list[Blocker]:
        timetable, wish = self.timetable, self.wish
        return [b for teacher in team for b in teacher_blockers(timetable, wish, teacher, span)]

    def _rooms_at(self, span: Span, teams: int) -> tuple[int, list[Blocker]]:
        """How many candidates are left for so many free teams, and what blocks the other rooms."""
        found: list[Blocker] = []
        left = 0
        for room in (*self.scope.rooms, *self.scope.small):
            blockers = list(room_blockers(self.timetable, self.wish, room, span))
            if blockers:
                self.counts[blockers[0].reason] += teams
            else:
                left += teams
            found += blockers
        if not self.scope.rooms and not self.scope.small:
            self.counts[Reason.NO_ROOM] += teams
            found.append(Blocker(Reason.NO_ROOM, "没有可用的教室"))
        return left, found


def named_blockers(explanation: Explanation) -> Sequence[Blocker]:
    """Who or what is in the way, each once, the most frequent first."""
    spoilt = [moment for moment in explanation.moments if not moment.candidates]
    counted = Counter(blocker for moment in spoilt for blocker in moment.blockers)
    return [*explanation.general, *(blocker for blocker, _ in counted.most_common())]
