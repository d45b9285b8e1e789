"""The rules of a timetable written a second time, as plainly as can be, to hold the engine to."""

import datetime as dt
from collections.abc import Iterator
from itertools import combinations, product

from academy.classes.planning.problem import Place, Problem, Resource, SessionWish
from academy.classes.planning.times import LOCAL

MINUTE = dt.timedelta(minutes=1)
Span = tuple[dt.datetime, dt.datetime]


def overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def claim(resource: Resource, span: Span) -> Span:
    return span[0] - resource.buffer_before * MINUTE, span[1] + resource.buffer_after * MINUTE


def is_open(resource: Resource, span: Span) -> bool:
    day = span[0].astimezone(LOCAL).date()
    openings = resource.openings
    if day not in openings.exceptions and not openings.weekly:
        return True
    windows = openings.exceptions.get(day)
    if windows is None:
        held = [w for w in openings.weekly if w.weekday == day.weekday()]
        windows = [(w.start, w.end) for w in held if w.valid_from <= day <= w.valid_to]
    stretches = [
        (dt.datetime.combine(day, start, LOCAL), dt.datetime.combine(day, end, LOCAL))
        for start, end in windows
    ]
    return any(start <= span[0] and span[1] <= end for start, end in stretches)


def is_had(resource: Resource, span: Span) -> bool:
    """Open and free of everything that is not a session of the problem."""
    taken = [(each.start, each.end) for each in (*resource.blackouts, *resource.busy)]
    return is_open(resource, span) and not any(overlap(claim(resource, span), t) for t in taken)


def times_of(problem: Problem, wish: SessionWish) -> list[Span]:
    facts = problem.class_by_id[wish.class_id]
    spans = []
    for day, first in product(facts.days, range(len(facts.daily_slots))):
        left, last = wish.minutes, None
        for start, end in facts.daily_slots[first:]:
            begin = dt.datetime.combine(day, start, LOCAL)
            finish = dt.datetime.combine(day, end, LOCAL)
            if last is not None and begin - last > facts.longest_break * MINUTE:
                break
            if left * MINUTE <= finish - begin:
                opening = dt.datetime.combine(day, facts.daily_slots[first][0], LOCAL)
                spans.append((opening, begin + left * MINUTE))
                break
            left -= (finish - begin) // MINUTE
            last = finish
    pin = wish.pins.start
    if pin is None:
        return spans
    on_grid = [span for span in spans if span[0] == pin]
    off_grid = [(pin, pin + wish.minutes * MINUTE)] if pin.date() in facts.days else []
    return on_grid or off_grid


def teams_of(problem: Problem, wish: SessionWish) -> list[tuple[int, ...]]:
    named = wish.pins.teacher_ids
    named = wish.fixed_teacher_ids if named is None else named
    if named is not None:
        return [named]
    able = [t for t in problem.teachers if not wish.subjects or wish.subjects & t.expertise]
    return [(t.resource.id,) for t in able]


def rooms_of(problem: Problem, wish: SessionWish) -> list[int | None]:
    if not wish.needs_room:
        return [None]
    persons = problem.headcount_of(wish)
    return [
        room.id
        for room in problem.rooms
        if wish.pins.room_id in {None, room.id}
        and (room.capacity is None or persons <= room.capacity)
    ]


def places_of(problem: Problem, wish: SessionWish) -> Iterator[Place]:
    """Every place that is free as long as no session of the problem stands anywhere."""
    own = problem.class_by_id[wish.class_id].resource
    for span in times_of(problem, wish):
        if not is_had(own, span):
            continue
        teams = [
            team
            for team in teams_of(problem, wish)
            if all(is_had(problem.teacher_by_id[id].resource, span) for id in team)
            and not load_faults(problem, {wish.id: Place(*span, team, None)})
        ]
        rooms = [
            id
            for id in rooms_of(problem, wish)
            if id is None or is_had(problem.room_by_id[id], span)
        ]
        for team, room in product(teams, rooms):
            yield Place(*span, team, room)


def is_placeable(problem: Problem, wish: SessionWish) -> bool:
    """Whether a session has a candidate on a timetable on which no session stands."""
    return next(places_of(problem, wish), None) is not None


def faults(problem: Problem, places: dict[int, Place], asked: set[int] | None = None) -> list[str]:
    """Everything that is wrong with sessions standing so. asked: whose own places are judged."""
    wishes = problem.session_by_id
    alone = [
        f"{id} stands at no place of its own"
        for id, place in places.items()
        if (asked is None or id in asked) and place not in set(places_of(problem, wishes[id]))
    ]
    pairs = [
        f"{one} and {other} get in each other's way"
        for one, other in combinations(places, 2)
        if clash(problem, wishes[one], places[one], wishes[other], places[other])
    ]
    return [*alone, *pairs, *load_faults(problem, places)]


def clash(problem, one: SessionWish, here: Place, other: SessionWish, there: Place) -> bool:
    """Lanes apart: every resource of these problems is had by one at a time."""
    shared = set(here.teacher_ids) & set(there.teacher_ids)
    shared |= {here.room_id} & {there.room_id} - {None}
    shared |= {one.class_id} & {other.class_id}
    for id in shared:
        resource = problem.resource_by_id[id]
        first = claim(resource, (here.start, here.end))
        if overlap(first, claim(resource, (there.start, there.end))):
            return True
    if one.class_id != other.class_id or not (one.is_strict or other.is_strict):
        return False
    if one.seq == other.seq:
        return False
    before, after = (here, there) if one.seq < other.seq else (there, here)
    return before.end > after.start


def load_faults(problem: Problem, places: dict[int, Place]) -> list[str]:
    """Too much on a day or in a week of these sessions; what is too much without them is not."""
    found = []
    for teacher in problem.teachers:
        id = teacher.resource.id
        taught = [
            (place.start, problem.session_by_id[session].minutes)
            for session, place in places.items()
            if id in place.teacher_ids
        ]
        days = {start.date() for start, _ in taught}
        weeks = {start.isocalendar()[:2] for start, _ in taught}
        busy = [each for each in teacher.resource.busy if each.is_teaching]
        taught += [(each.start, (each.end - each.start) // MINUTE) for each in busy]
        for day in days:
            on_day = [minutes for start, minutes in taught if start.date() == day]
            if teacher.sessions_per_day is not None and len(on_day) > teacher.sessions_per_day:
                found.append(f"teacher {id} has {len(on_day)} sessions on {day}")
        for week in weeks:
            total = sum(minutes for start, minutes in taught if start.isocalendar()[:2] == week)
            if teacher.minutes_per_week is not None and total > teacher.minutes_per_week:
                found.append(f"teacher {id} has {total} minutes in week {week}")
    return found
