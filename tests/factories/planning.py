"""An invented year of training classes for the timetabling help: every draw from one seed.

At full scale: 182 classes with 2,730 sessions, 409 teachers, 30 rooms. Some sessions cannot
stand anywhere, each for a reason of its own, as in a real plan.
"""

import datetime as dt
from dataclasses import replace
from random import Random

from academy.classes.planning.problem import (
    Blackout,
    Busy,
    ClassFacts,
    Openings,
    Pins,
    Place,
    Problem,
    Resource,
    ResourceKind,
    SessionWish,
    TeacherFacts,
    WeeklyWindow,
)
from academy.classes.planning.times import LOCAL, teaching_days

YEAR = 2026
SLOTS = tuple(
    (dt.time.fromisoformat(start), dt.time.fromisoformat(end))
    for start, end in [
        ("08:30", "10:00"),
        ("10:20", "11:50"),
        ("13:30", "15:00"),
        ("15:20", "16:50"),
    ]
)
SUBJECTS = [f"专题{n:02}" for n in range(1, 31)]
SEATS = [30] * 4 + [45] * 8 + [60] * 8 + [100] * 5 + [200] * 3 + [400, 620]
SHAPES = [(3, 10), (5, 15), (7, 20)]
CLASSES, TEACHERS = 182, 409
# So many subjects are asked for five times as often, and so few people teach each of them.
LEADING, LECTURERS = 4, 5
# Of 1,000 sessions so many are made impossible.
HOPELESS = 15


def at(day: dt.date, clock: str) -> dt.datetime:
    """A local time of a day, such as at(day, "08:30")."""
    return dt.datetime.combine(day, dt.time.fromisoformat(clock), LOCAL)


def make_room(id: int, capacity: int | None = 60, **fields) -> Resource:
    values = {"name": f"{id}", "contact": "教务处"} | fields
    return Resource(id, ResourceKind.ROOM, capacity=capacity, **values)


def make_teacher(id: int, expertise=("专题01",), *, resource=None, **fields) -> TeacherFacts:
    """resource: fields of the teacher's resource (openings, blackouts, busy …)."""
    values = {"name": f"王{id}", "contact": "教务处"} | (resource or {})
    own = Resource(id, ResourceKind.TEACHER, **values)
    return TeacherFacts(own, frozenset(expertise), **fields)


def make_class(id: int, days, headcount: int = 40, slots=SLOTS, resource=None, **fields):
    values = {"name": f"第 {id} 期班", "contact": "班主任李老师"} | (resource or {})
    own = Resource(id, ResourceKind.CLASS, **values)
    return ClassFacts(own, tuple(days), tuple(slots), headcount, **fields)


def make_session(id: int, class_id: int, seq: int = 1, **fields) -> SessionWish:
    """90 minutes on the first subject by anybody fit, in any room."""
    values = {"title": f"课次{id}", "minutes": 90, "subjects": frozenset({"专题01"})} | fields
    return SessionWish(id=id, class_id=class_id, seq=seq, **values)


def invented_year(seed: int = 1, classes: int = CLASSES, teachers: int = TEACHERS) -> Problem:
    """The whole year, or a smaller one with the same habits; nothing is placed yet.

    Fewer classes have the same number of rooms: take fewer teachers with them.
    """
    draw = Random(seed)
    rooms = [_room(draw, 10_000 + n, seats) for n, seats in enumerate(SEATS)]
    staff = [_teacher(draw, 20_000 + n, n) for n in range(teachers)]
    groups = [_class(draw, 30_000 + n, n) for n in range(classes)]
    sessions = []
    for n, facts in enumerate(groups):
        sessions += _sessions(draw, facts, SHAPES[n % 3 if n < classes - 2 else 1][1], staff)
    sessions = _spoil(draw, sessions, staff)
    return Problem(tuple(groups), tuple(staff), tuple(rooms), tuple(sessions))


def _room(draw: Random, id: int, seats: int) -> Resource:
    weekly = tuple(WeeklyWindow(day, dt.time(8), dt.time(21)) for day in range(6))
    repairs = tuple(
        Blackout(at(day, "00:00"), at(day + dt.timedelta(days=2), "00:00"), "设备检修")
        for day in _some_days(draw, 2)
    )
    meetings = tuple(
        Busy(at(day, "13:00"), at(day, "17:30"), "“院务会议”（办公室）", "办公室", persons=20)
        for day in _some_days(draw, 12)
    )
    return make_room(
        id,
        seats,
        name=f"{id - 9_900}",
        openings=Openings(weekly),
        blackouts=repairs,
        busy=meetings,
        buffer_after=10,
    )


def _some_days(draw: Random, count: int) -> list[dt.date]:
    return [dt.date(YEAR, 1, 1) + dt.timedelta(days=draw.randrange(365)) for _ in range(count)]


def _teacher(draw: Random, id: int, n: int) -> TeacherFacts:
    """A third is from outside and comes on two or three weekdays only."""
    weekdays = sorted(draw.sample(range(5), draw.choice([2, 3]))) if n % 3 == 0 else range(6)
    weekly = tuple(WeeklyWindow(day, dt.time(8), dt.time(18)) for day in weekdays)
    away = dict.fromkeys(_some_days(draw, 10), ())
    leave = _some_days(draw, 1)[0]
    leading, others = SUBJECTS[:LEADING], SUBJECTS[LEADING:]
    first = leading[n % LEADING] if n < LEADING * LECTURERS else others[n % len(others)]
    expertise = {first, *draw.sample(others, draw.choice([0, 1, 1, 2]))}
    busy = tuple(
        Busy(at(day, "08:30"), at(day, "12:00"), "“街道宣讲”（外出）", "宣讲团", is_teaching=True)
        for day in _some_days(draw, 10)
    )
    return make_teacher(
        id,
        expertise,
        sessions_per_day=draw.choice([2, 3, 3]),
        minutes_per_week=draw.choice([360, 540, 720]),
        rating=draw.choice([None, 4.2, 4.5, 4.7, 4.9]),
        resource={
            "name": f"{draw.choice('赵钱孙李周吴郑王冯陈')}{n + 1}",
            "openings": Openings(weekly, away),
            "blackouts": (
                Blackout(at(leave, "00:00"), at(leave + dt.timedelta(days=9), "00:00"), "休假"),
            ),
            "busy": busy,
            "buffer_before": 10,
            "buffer_after": 10,
        },
    )


def _class(draw: Random, id: int, n: int) -> ClassFacts:
    """In spring or in autumn, beginning on a Monday or on a Tuesday."""
    length = SHAPES[n % 3][0] if n < CLASSES - 2 else 5
    week = draw.choice([*range(10, 22), *range(37, 48)])
    first = dt.date.fromisocalendar(YEAR, week, draw.choice([1, 1, 2]))
    days = teaching_days(first, first + dt.timedelta(days=13))[:length]
    headcount = draw.choices([25, 40, 55, 90, 180, 600], [20, 40, 25, 10, 4, 1])[0]
    return make_class(id, days, headcount)


def _sessions(
    draw: Random, facts: ClassFacts, count: int, staff: list[TeacherFacts]
) -> list[SessionWish]:
    """The opening first and the closing last, whatever it costs; lessons between them."""
    first = (facts.resource.id - 30_000) * 100
    names = ["开班式", *(f"第 {n} 讲" for n in range(1, count - 1)), "结业式"]
    # Two sessions of a class are never pinned to one time, and none to the opening's.
    pins = draw.sample(
        [at(day, clock) for day in facts.days[1:] for clock in ("08:30", "13:30")], 4
    )
    return [
        _session(draw, first + n, facts, name, n + 1, staff, pins, is_strict=n in {0, count - 1})
        for n, name in enumerate(names)
    ]


def _session(draw, id, facts, title, seq, staff, pins, *, is_strict) -> SessionWish:
    wish = make_session(id, facts.resource.id, seq, title=title, is_strict=is_strict)
    if is_strict:
        return replace(wish, fixed_teacher_ids=(), subjects=frozenset())
    asked_for = [5] * LEADING + [1] * (len(SUBJECTS) - LEADING)
    subject = draw.choices(SUBJECTS, asked_for)[0]
    wish = replace(wish, subjects=frozenset({subject}), minutes=draw.choice([90, 90, 90, 80]))
    luck = draw.random()
    if luck < 0.10:
        return replace(wish, fixed_teacher_ids=(_who_could(draw, facts, subject, staff),))
    if luck < 0.15 and pins:
        return replace(wish, pins=Pins(start=pins.pop()))
    return wish


def _who_could(draw: Random, facts: ClassFacts, subject: str, staff: list[TeacherFacts]) -> int:
    """A planner names one of the best known who are there at least on two days of the class."""
    able = [
        teacher.resource.id
        for teacher in staff
        if subject in teacher.expertise
        and sum(bool(teacher.resource.openings.spans_on(day)) for day in facts.days) >= 2
    ]
    return draw.choice(able[:5] or [staff[0].resource.id])


def _spoil(draw: Random, sessions: list[SessionWish], staff) -> list[SessionWish]:
    """Make some lessons impossible: no such expert, too many people, too long, wrong day."""
    spoilers = [
        {"subjects": frozenset({"无人能讲的专题"}), "fixed_teacher_ids": None},
        {"headcount": 900},
        {"minutes": 300},
        {"pins": Pins(start=at(dt.date(YEAR, 7, 18), "08:30"))},
    ]
    lessons = [n for n, wish in enumerate(sessions) if not wish.is_strict]
    for n, place in enumerate(draw.sample(lessons, len(sessions) * HOPELESS // 1000)):
        sessions[place] = replace(sessions[place], **spoilers[n % len(spoilers)])
    return sessions


def placed(problem: Problem, places: dict[int, Place]) -> Problem:
    """The same problem with these sessions standing where `places` has them."""
    sessions = (replace(wish, current=places.get(wish.id)) for wish in problem.sessions)
    return replace(problem, sessions=tuple(sessions))
