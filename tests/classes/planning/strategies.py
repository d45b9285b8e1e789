"""Small problems drawn by hypothesis: few of everything, and everything in each other's way."""

import datetime as dt
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st

from academy.classes.planning.greedy import arrange
from academy.classes.planning.problem import (
    Blackout,
    Busy,
    Openings,
    Pins,
    Problem,
    SessionWish,
    WeeklyWindow,
)
from tests.factories.planning import (
    SLOTS,
    at,
    make_class,
    make_room,
    make_session,
    make_teacher,
    placed,
)

MONDAY = dt.date(2026, 3, 2)
DAYS = [MONDAY, MONDAY + dt.timedelta(days=1)]
CLOCKS = ["08:00", "08:30", "10:00", "10:20", "11:50", "13:30", "15:00", "17:00"]
SUBJECTS = ["专题01", "专题02"]
ROOMS, TEACHERS, CLASSES = 100, 200, 300

# A problem takes long to draw.
few = settings(deadline=None, max_examples=30)

clocks = st.lists(st.sampled_from(CLOCKS), min_size=2, max_size=2, unique=True).map(sorted)
days = st.sampled_from(DAYS)


@st.composite
def stretches(draw):
    day, (start, end) = draw(days), draw(clocks)
    return at(day, start), at(day, end)


@st.composite
def openings(draw):
    if draw(st.booleans()):
        return Openings()
    windows = draw(st.lists(st.tuples(st.integers(0, 1), clocks), max_size=3))
    weekly = tuple(
        WeeklyWindow(day, dt.time.fromisoformat(start), dt.time.fromisoformat(end))
        for day, (start, end) in windows
    )
    return Openings(weekly, draw(st.sampled_from([{}, {MONDAY: ()}])))


@st.composite
def resource_fields(draw):
    busy = draw(st.lists(st.tuples(stretches(), st.booleans()), max_size=1))
    return {
        "buffer_before": draw(st.sampled_from([0, 0, 10, 30])),
        "buffer_after": draw(st.sampled_from([0, 0, 20])),
        "openings": draw(openings()),
        "blackouts": tuple(
            Blackout(*stretch, "检修") for stretch in draw(st.lists(stretches(), max_size=1))
        ),
        "busy": tuple(
            Busy(*stretch, "“别的课”（别的班）", "别人", is_teaching=taught)
            for stretch, taught in busy
        ),
    }


@st.composite
def teachers(draw, id):
    return make_teacher(
        id,
        draw(st.sets(st.sampled_from(SUBJECTS), min_size=1)),
        sessions_per_day=draw(st.sampled_from([None, 1, 2])),
        minutes_per_week=draw(st.sampled_from([None, 180, 270])),
        rating=draw(st.sampled_from([None, 4.0, 5.0])),
        resource=draw(resource_fields()),
    )


@st.composite
def sessions(draw, id, class_id, seq, staff) -> SessionWish:
    named = st.lists(st.sampled_from(staff), max_size=2, unique=True).map(tuple)
    pinned = st.tuples(days, st.sampled_from(["08:30", "10:20", "09:00"])).map(lambda p: at(*p))
    return make_session(
        id,
        class_id,
        seq,
        minutes=draw(st.sampled_from([60, 90, 90, 180])),
        subjects=draw(st.frozensets(st.sampled_from(SUBJECTS), max_size=2)),
        fixed_teacher_ids=draw(st.one_of(st.none(), st.none(), named)),
        headcount=draw(st.sampled_from([None, None, 20, 70])),
        needs_room=draw(st.sampled_from([True, True, True, False])),
        is_strict=draw(st.sampled_from([False, False, True])),
        pins=Pins(start=draw(st.one_of(st.none(), st.none(), st.none(), pinned))),
    )


@st.composite
def problems(draw, classes=2, most_sessions=4, teachers_at_most=3) -> Problem:
    """Nothing stands anywhere yet."""
    staff = [draw(teachers(TEACHERS + n)) for n in range(draw(st.integers(1, teachers_at_most)))]
    rooms = [
        make_room(ROOMS + n, draw(st.sampled_from([30, 60, None])), **draw(resource_fields()))
        for n in range(draw(st.integers(1, 2)))
    ]
    groups, wishes = [], []
    ids = [facts.resource.id for facts in staff]
    for n in range(draw(st.integers(1, classes))):
        own = {"buffer_after": draw(st.sampled_from([0, 10]))}
        groups.append(make_class(CLASSES + n, DAYS, slots=SLOTS[:3], resource=own))
        for seq in range(draw(st.integers(1, most_sessions))):
            wishes.append(draw(sessions(10 * n + seq, CLASSES + n, seq // 2 * 2, ids)))
    return Problem(tuple(groups), tuple(staff), tuple(rooms), tuple(wishes))


@st.composite
def settled_problems(draw, **limits) -> Problem:
    """Some sessions stand, without conflict, and some of those must stay where they are."""
    problem = draw(problems(**limits))
    places = {each.session_id: each.place for each in arrange(problem) if each.place}
    kept = {id: place for id, place in places.items() if draw(st.sampled_from([True, True, False]))}
    standing = placed(problem, kept)
    constant = {id for id in kept if draw(st.sampled_from([True, False, False]))}
    wishes = (replace(wish, is_constant=wish.id in constant) for wish in standing.sessions)
    return replace(standing, sessions=tuple(wishes))
