"""Sessions and what they could have, loaded for the timetabling help in a constant number of
statements. What is sure stays out of its reach: see `is_constant`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, Min, Q

from academy.classes.enums import SessionState
from academy.classes.models import (
    OpeningException,
    OpeningRule,
    Room,
    Session,
    Teacher,
    TrainingClass,
)
from academy.classes.models.classes import ENDED
from academy.classes.models.roster import EXPECTED
from academy.classes.models.sessions import HOLDING
from academy.classes.planning import problem as engine
from academy.classes.planning.times import teaching_days
from academy.classes.queries.plan_sources import Availability
from academy.core import clock
from academy.core.kinds import kinds_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

# The periods of a day: two before noon, two after it, with twenty minutes between.
SLOTS: tuple[engine.Window, ...] = (
    (dt.time(8, 30), dt.time(10)),
    (dt.time(10, 20), dt.time(11, 50)),
    (dt.time(13, 30), dt.time(15)),
    (dt.time(15, 20), dt.time(16, 50)),
)
# What begins within so long is told to people and prepared: the help leaves it alone.
NOTICE = dt.timedelta(hours=48)
MOVABLE = {SessionState.DRAFT, SessionState.CONFIRMED}
OUT_OF_USE = "已停用"


@dataclass(frozen=True)
class Loaded:
    """A problem, and the versions that its sessions had as they were read."""

    problem: engine.Problem
    versions: Mapping[int, int]


def load_class(training_class: TrainingClass) -> Loaded:
    """One class on its own dates; whatever else is booked then stands in its way."""
    first, last = training_class.starts_on, training_class.ends_on
    return load(classes=[training_class], first=first, last=last)


def load_session(session: Session) -> Loaded:
    """The same for a question about one session: only those who could teach it are read."""
    own = session.training_class
    return load(classes=[own], first=own.starts_on, last=own.ends_on, only=session.pk)


def load_absence(teacher: Teacher, starts_at: dt.datetime, ends_at: dt.datetime) -> Loaded | None:
    """The classes that an absence hits, with all that meet on the same dates.

    The others may have to make way. None where the teacher has nothing then.
    """
    hit = Session.objects.non_polymorphic().filter(
        teachers=teacher, state__in=HOLDING, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    classes = TrainingClass.objects.exclude(state__in=ENDED)
    dates = classes.filter(pk__in=hit.values("training_class")).aggregate(
        first=Min("starts_on"), last=Max("ends_on")
    )
    if dates["first"] is None:
        return None
    near = classes.filter(starts_on__lte=dates["last"], ends_on__gte=dates["first"])
    return load(classes=near, **dates)


def problem_for(
    *, classes: Iterable[TrainingClass], first: dt.date, last: dt.date
) -> engine.Problem:
    """The sessions of some classes, to be planned on the days from `first` to `last` (both in).

    Ids of teachers, rooms and classes are those of their resources. Teachers are those named and
    those at home in a field that is asked for. New places lie on days after today.
    """
    return load(classes=classes, first=first, last=last).problem


def load(
    *, classes: Iterable[TrainingClass], first: dt.date, last: dt.date, only: int | None = None
) -> Loaded:
    """The same with the versions of the sessions. `only`: the one session that is asked about."""
    rows = list(_classes([each.pk for each in classes]))
    sessions = list(_sessions(rows))
    teachers, rooms = list(_teachers(sessions, only)), list(_rooms(sessions))
    ids = [row.resource_id for row in rows]
    ids += [teacher.resource_id for teacher in teachers] + [room.resource_id for room in rooms]
    found = Availability(ids, first, last, {session.pk for session in sessions})
    mapped = _Sessions(rows, teachers, {room.pk: room.resource_id for room in rooms}, found)
    days = _Days(rows, sessions, first, last)
    problem = engine.Problem(
        tuple(_class_facts(row, found, days) for row in rows),
        tuple(_teacher_facts(teacher, found) for teacher in teachers),
        tuple(_room_facts(room, found) for room in rooms),
        tuple(mapped.wish(session) for session in sessions),
    )
    return Loaded(problem, {session.pk: session.version for session in sessions})


# --- Read ---
def _classes(pks: Collection[int]) -> QuerySet[TrainingClass]:
    expected = Count("enrolments", filter=Q(enrolments__state__in=EXPECTED))
    rows = TrainingClass.objects.filter(pk__in=pks).select_related("resource")
    return rows.annotate(expected=expected).order_by("pk")


def _sessions(classes: Iterable[TrainingClass]) -> QuerySet[Session]:
    """In the order of classes and numbers, each with its teachers and field."""
    rows = Session.objects.non_polymorphic().filter(
        training_class__in=list(classes), state__in=HOLDING
    )
    held: QuerySet[Session] = rows.select_related("subject").prefetch_related("teachers")
    return held.order_by("training_class_id", "seq", "pk")


def _teachers(sessions: Iterable[Session], only: int | None) -> QuerySet[Teacher]:
    named = {teacher.pk for session in sessions for teacher in session.teachers.all()}
    asked = [session for session in sessions if only in {None, session.pk}]
    fields = {session.subject_id for session in asked if session.subject_id}
    at_home = Teacher.objects.teaching().filter(expertise__in=fields).values("pk")
    rows = Teacher.objects.filter(Q(pk__in=named) | Q(pk__in=at_home))
    return rows.select_related("resource").prefetch_related("expertise").order_by("pk")


def _rooms(sessions: Iterable[Session]) -> QuerySet[Room]:
    named = {session.room_id for session in sessions if session.room_id}
    rows = Room.objects.filter(Q(is_active=True) | Q(pk__in=named))
    return rows.select_related("resource").order_by("pk")


# --- Turned into plain values ---
def _class_facts(row: TrainingClass, found: Availability, days: _Days) -> engine.ClassFacts:
    # As the write path counts: those expected, the planned number before that.
    people = getattr(row, "expected", 0) or row.capacity
    return engine.ClassFacts(found.resource(row.resource), days.of(row), SLOTS, people)


def _teacher_facts(teacher: Teacher, found: Availability) -> engine.TeacherFacts:
    """Somebody who left keeps what they have, and is asked for nothing else."""
    fields = frozenset(each.name for each in teacher.expertise.all() if teacher.is_active)
    closed = "" if teacher.is_active else OUT_OF_USE
    return engine.TeacherFacts(
        found.resource(teacher.resource, closed=closed),
        fields,
        teacher.sessions_per_day,
        teacher.minutes_per_week,
    )


def _room_facts(room: Room, found: Availability) -> engine.Resource:
    return found.resource(room.resource, closed="" if room.is_active else OUT_OF_USE)


class _Sessions:
    """Turns sessions into wishes."""

    def __init__(
        self,
        classes: Iterable[TrainingClass],
        teachers: Iterable[Teacher],
        places: dict[int, int],
        found: Availability,
    ) -> None:
        self.classes = {row.pk: row.resource_id for row in classes}
        self.places = places
        self.found = found
        self.fields = {
            teacher.pk: {each.pk for each in teacher.expertise.all()}
            for teacher in teachers
            if teacher.is_active
        }
        kinds: list[type[Session]] = kinds_of(Session)
        types = ContentType.objects.get_for_models(*kinds)
        self.kinds: dict[int | None, type[Session]] = {types[kind].pk: kind for kind in kinds}

    def wish(self, session: Session) -> engine.SessionWish:
        needs_room = self.kinds[session.polymorphic_ctype_id].needs_room
        return engine.SessionWish(
            id=session.pk,
            class_id=self.classes[session.training_class_id],
            title=session.title,
            minutes=session.minutes,
            seq=session.seq,
            subjects=frozenset({session.subject.name} if session.subject else ()),
            fixed_teacher_ids=self._fixed(session),
            needs_room=needs_room or session.room_id is not None,
            pins=self._pins(session),
            current=self._place(session),
            is_constant=is_constant(session, self.found),
        )

    def _team(self, session: Session) -> tuple[int, ...]:
        return tuple(sorted(teacher.resource_id for teacher in session.teachers.all()))

    def _fixed(self, session: Session) -> tuple[int, ...] | None:
        """Who has to teach; None: anybody at home in its field.

        A single teacher of that field, in whose name a place was found, may be replaced by
        another; a team, and somebody named for other reasons, may not. Where neither a name nor
        a field says who could teach, nobody is proposed.
        """
        named = [teacher.pk for teacher in session.teachers.all()]
        if not named:
            needs_teacher = self.kinds[session.polymorphic_ctype_id].needs_teacher
            return None if session.subject_id and needs_teacher else ()
        stands = session.starts_at is not None and len(named) == 1
        if stands and session.subject_id in self.fields.get(named[0], ()):
            return None
        return self._team(session)

    def _pins(self, session: Session) -> engine.Pins:
        has_team = session.pinned_teacher and self._team(session)
        return engine.Pins(
            start=session.starts_at if session.pinned_time else None,
            teacher_ids=self._team(session) if has_team else None,
            room_id=self._room(session) if session.pinned_room else None,
        )

    def _place(self, session: Session) -> engine.Place | None:
        if session.starts_at is None or session.ends_at is None:
            return None
        room, team = self._room(session), self._team(session)
        return engine.Place(session.starts_at, session.ends_at, team, room)

    def _room(self, session: Session) -> int | None:
        return self.places[session.room_id] if session.room_id else None


def is_constant(session: Session, found: Availability) -> bool:
    """Whether the help leaves a session where it is.

    Held by another procedure, over, soon, pinned to its time, or outside the days asked about.
    """
    if session.state not in MOVABLE:
        return True
    if session.starts_at is None:
        return False
    outside = not found.starts_at <= session.starts_at < found.ends_at
    return session.pinned_time or outside or session.starts_at < clock.now() + NOTICE


class _Days:
    """On which days classes meet.

    Weekdays of their dates, whatever days their own opening rules and exceptions (调休) name,
    and days on which somebody has put a session; all days where that leaves none.
    """

    def __init__(
        self,
        classes: Collection[TrainingClass],
        sessions: Collection[Session],
        first: dt.date,
        last: dt.date,
    ) -> None:
        self.first, self.last = max(first, clock.today() + dt.timedelta(days=1)), last
        ids = [row.resource_id for row in classes]
        own = OpeningRule.objects.filter(resource_id__in=ids)
        self.weekdays = set(own.values_list("resource_id", "weekday"))
        moved = OpeningException.objects.filter(resource_id__in=ids)
        self.exceptions = list(moved.values_list("resource_id", "day", "opens_at"))
        self.used = {
            (session.training_class_id, clock.local_date(session.starts_at))
            for session in sessions
            if session.starts_at
        }

    def of(self, row: TrainingClass) -> tuple[dt.date, ...]:
        first, last = max(self.first, row.starts_on), min(self.last, row.ends_on)
        held = {day - 1 for pk, day in self.weekdays if pk == row.resource_id}
        moved = [(day, opens) for pk, day, opens in self.exceptions if pk == row.resource_id]
        used = {day for pk, day in self.used if pk == row.pk}
        also = used | {day for day, opens in moved if opens}
        off = {day for day, opens in moved if not opens} - used
        found = teaching_days(first, last, {*range(5)} | held, also, off)
        return found or teaching_days(first, last, range(7), (), off)
