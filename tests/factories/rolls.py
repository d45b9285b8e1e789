"""Sessions with a roll for tests: plain functions, every argument optional."""

import datetime as dt
from typing import Any

from academy.classes.actions import close_session, mark_roll
from academy.classes.enums import AttendanceState, SessionState
from academy.classes.models import Enrolment, Session, TrainingClass
from academy.classes.models.sessions import Session as Base
from academy.core import clock
from academy.people.models import User
from tests.factories.classes import (
    MONDAY,
    at,
    make_class,
    make_planner,
    make_session,
    make_trainee,
    place,
)


def make_timed(
    training_class: TrainingClass | None = None,
    time: str = "08:30",
    day: dt.date = MONDAY,
    **fields: Any,
) -> Session:
    """A confirmed session of 90 minutes, placed through the real action."""
    teachers, by = fields.pop("teachers", []), fields.pop("by", None)
    session = make_session(training_class or make_class(), **fields)
    place(session, time, day, teachers=teachers, by=by or make_planner())
    Base.objects.non_polymorphic().filter(pk=session.pk).update(state=SessionState.CONFIRMED)
    session.refresh_from_db()
    return session


def make_people(training_class: TrainingClass, count: int) -> list[Enrolment]:
    return [make_trainee(training_class) for _ in range(count)]


def mark(session: Session, by: User, **states: list[Enrolment]) -> None:
    """mark(session, head, present=[…], late=[…]), ten minutes after the start."""
    marks = {each.pk: AttendanceState(state) for state, people in states.items() for each in people}
    with clock.at(session.starts_at + dt.timedelta(minutes=10)):
        mark_roll(session=session, marks=marks, by=by)


def close(session: Session, by: User) -> Session:
    """Close the roll at the session's end."""
    with clock.at(session.ends_at):
        return close_session(session=session, by=by)


def hold(session: Session, by: User, present: list[Enrolment]) -> Session:
    """The whole session: these were there, the others were not."""
    mark(session, by, present=present)
    return close(session, by)


def moment(time: str, day: dt.date = MONDAY) -> Any:
    """with moment("08:20"): … at this time of the academy's clock."""
    return clock.at(at(time, day))
