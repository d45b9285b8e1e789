"""Training classes for tests: plain functions, every argument optional."""

import datetime as dt
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from academy.classes.enums import ClassState, EnrolmentState, ResourceKind
from academy.classes.models import (
    ClassStaff,
    Enrolment,
    EvaluationTurn,
    Quota,
    Resource,
    Room,
    Session,
    Teacher,
    TrainingClass,
)
from academy.people.enums import Role
from academy.people.models import User
from courses.models import LectureSession
from tests.factories.people import make_organisation, make_user
from tests.factories.requirements import Case

_serial = count(1)
ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = dt.date(2026, 11, 30)


def at(time: str, day: dt.date = MONDAY) -> dt.datetime:
    """An instant of the academy's clock: at("08:30")."""
    return dt.datetime.combine(day, dt.time.fromisoformat(time), ZONE)


def make_resource(kind: str = ResourceKind.ROOM, **fields: Any) -> Resource:
    return Resource.objects.create(kind=kind, **{"name": f"资源{next(_serial)}"} | fields)


def make_room(capacity: int | None = None, **fields: Any) -> Room:
    """A room; `fields` of its resource too (buffer_after=…, contact=…)."""
    name = fields.pop("name", f"{next(_serial)}号教室")
    return Room.objects.create(
        name=name, resource=make_resource(name=name, capacity=capacity, **fields)
    )


def make_teacher(person: User | None = None, **fields: Any) -> Teacher:
    name = fields.pop("name", f"教师{next(_serial)}")
    contact = fields.pop("contact", "")
    resource = make_resource(ResourceKind.TEACHER, name=name, contact=contact)
    return Teacher.objects.create(name=name, person=person, resource=resource, **fields)


def make_class(state: str = ClassState.RUNNING, **fields: Any) -> TrainingClass:
    """A class of the week from MONDAY to the Friday after, for 40 people."""
    n = next(_serial)
    values = {
        "code": f"2026-{n:03}",
        "name": f"第{n}期社区书记班",
        "year": 2026,
        "starts_on": MONDAY,
        "ends_on": MONDAY + dt.timedelta(days=4),
        "capacity": 40,
        "state": state,
    } | fields
    contact = values.pop("contact", "")
    resource = make_resource(ResourceKind.TRAINING_CLASS, name=values["name"], contact=contact)
    return TrainingClass.objects.create(resource=resource, **values)


def make_session(training_class: TrainingClass | None = None, **fields: Any) -> LectureSession:
    """A lecture of 90 minutes that has no place yet."""
    training_class = training_class or make_class()
    n = training_class.sessions.count() + 1
    values = {"title": f"第{n}讲", "minutes": 90, "seq": n} | fields
    return LectureSession.objects.create(training_class=training_class, **values)


def make_planner() -> User:
    """An administrator (教务)."""
    return make_user(Role.ADMINISTRATOR)


def make_head_teacher(training_class: TrainingClass) -> User:
    person = make_user(Role.HEAD_TEACHER)
    ClassStaff.objects.create(training_class=training_class, person=person)
    return person


def make_trainee(
    training_class: TrainingClass, state: str = EnrolmentState.ARRIVED, **fields: Any
) -> Enrolment:
    """A person on the list of a class, from a unit of their own unless told."""
    unit = fields.pop("organisation", None) or make_organisation()
    person = fields.pop("person", None) or make_user(Role.TRAINEE, unit)
    return Enrolment.objects.create(
        training_class=training_class, person=person, organisation=unit, state=state, **fields
    )


def place(session: Session, time: str = "08:30", day: dt.date = MONDAY, **fields: Any) -> Session:
    """Place a session through the real action."""
    from academy.classes.actions import place_session

    by = fields.pop("by", None) or make_planner()
    values = {"room": None, "teachers": []} | fields
    return place_session(session=session, starts_at=at(time, day), by=by, **values)


def make_quota(training_class: TrainingClass, places: int = 5, **fields: Any) -> Quota:
    unit = fields.pop("organisation", None) or make_organisation()
    return Quota.objects.create(training_class=training_class, organisation=unit, places=places)


def class_attendance_case() -> Case:
    found = make_class()

    def meet(person: User) -> None:
        make_trainee(found, person=person, attended=9, expected=10)

    node = {"type": "class_attendance", "value": {"percent": 90}}
    return Case(node, meet, scope=found)


def leave_limit_case() -> Case:
    found = make_class(hours=Decimal(42))

    def meet(person: User) -> None:
        make_trainee(found, person=person, leave_hours=Decimal(6))

    return Case({"type": "leave_limit", "value": {}}, meet, scope=found)


def evaluations_handed_in_case() -> Case:
    found = make_class()

    def meet(person: User) -> None:
        mine = make_trainee(found, person=person)
        EvaluationTurn.objects.create(session=make_session(found), enrolment=mine, is_used=True)

    return Case({"type": "evaluations_handed_in", "value": {"percent": 100}}, meet, scope=found)
