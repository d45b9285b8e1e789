"""A class that waits to be planned, with somebody to ask and somewhere to go."""

import datetime as dt

from academy.classes.models import Expertise, Room, Teacher, TrainingClass
from academy.core import clock
from academy.jobs.actions import claim_job, run_job
from academy.jobs.kinds import SEARCHES
from academy.jobs.models import Job
from tests.factories.classes import MONDAY, at, make_class, make_room, make_session, make_teacher

# A week before the class begins: nothing of it is soon.
NOW = at("09:00", MONDAY - dt.timedelta(days=7))
TUESDAY, WEDNESDAY = (MONDAY + dt.timedelta(days=n) for n in (1, 2))


def make_field(name: str = "基层治理") -> Expertise:
    return Expertise.objects.get_or_create(name=name)[0]


def make_lecturer(*fields: str, **rest) -> Teacher:
    """A teacher at home in fields, 基层治理 unless told."""
    teacher = make_teacher(**rest)
    teacher.expertise.set(make_field(name) for name in fields or ["基层治理"])
    return teacher


def make_task(sessions: int = 2, **fields) -> tuple[TrainingClass, Teacher, Room]:
    """A class with lectures of a field that have no place, a lecturer and a room."""
    found = make_class(**fields)
    for _ in range(sessions):
        make_session(found, subject=make_field())
    return found, make_lecturer(name="张敏"), make_room(60, name="一号教室")


def work_off(job: Job) -> Job:
    """Do a search as its worker would."""
    claimed = claim_job(worker="test", queue=SEARCHES)
    assert claimed == job
    run_job(job=claimed)
    job.refresh_from_db()
    return job


def pretend_now():
    return clock.at(NOW)
