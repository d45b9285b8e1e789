"""Required study for tests."""

import datetime as dt
from typing import Any
from uuid import uuid4

from academy.classes.models import TrainingClass
from academy.core import clock
from academy.jobs.actions import claim_job, run_job
from academy.learning.models import Completion
from academy.people.enums import Role
from academy.people.models import Membership, Organisation, User
from courses import actions
from courses.models import RequiredStudy, StudyDuty
from tests.factories.classes import make_head_teacher
from tests.factories.courses import make_course
from tests.factories.people import make_organisation, make_user

LONG_AGO = dt.date(2020, 1, 1)


def make_unit(parent: Organisation | None = None, **fields: Any) -> Organisation:
    """A unit, with its place in the tree as it is stored."""
    parent = parent and Organisation.objects.get(pk=parent.pk)
    return Organisation.objects.get(pk=make_organisation(parent, **fields).pk)


def make_manager(unit: Organisation, **fields: Any) -> User:
    return make_user(Role.ORGANISATION_MANAGER, unit, **fields)


def make_trainees(unit: Organisation, count: int = 1, **fields: Any) -> list[User]:
    """Trainees of a unit, without passwords, many at once."""
    start = User.objects.count()
    names = [f"trainee{start + n}" for n in range(count)]
    people = User.objects.bulk_create(
        User(**{"username": name, "name": f"学员{name}"} | fields) for name in names
    )
    Membership.objects.bulk_create(
        Membership(user=person, organisation=unit, role=Role.TRAINEE, started_on=LONG_AGO)
        for person in people
    )
    return people


def require(unit: Organisation, days: int = 7, by: User | None = None, **fields: Any):
    """Required by the unit's manager through the real action, due in so many days; not yet kept."""
    if "activity" not in fields:
        fields.setdefault("course", make_course(lessons=1))
    required, _ = actions.require_study(
        by=by or make_manager(unit),
        organisation=unit,
        due_on=clock.today() + dt.timedelta(days=days),
        key=uuid4(),
        **fields,
    )
    return required


def require_of_class(
    training_class: TrainingClass, days: int = 7, by: User | None = None, **fields: Any
):
    """Required of a class by its head teacher through the real action; not yet kept."""
    if "activity" not in fields:
        fields.setdefault("course", make_course(lessons=1))
    required, _ = actions.require_study(
        by=by or make_head_teacher(training_class),
        training_class=training_class,
        due_on=clock.today() + dt.timedelta(days=days),
        key=uuid4(),
        **fields,
    )
    return required


def keep(required: RequiredStudy) -> int:
    """Bring everybody's duties in step, without a job; how many rows were touched."""
    touched = 0
    while count := actions.adjust_duties(required_id=required.pk):
        touched += count
    return touched


def work() -> None:
    """Do the jobs that wait."""
    while job := claim_job(worker="test"):
        run_job(job=job)


def complete(person: User, *activities: Any) -> None:
    """Activities done, as the halls hear of it."""
    from courses.receivers import activity_completed

    for activity in activities:
        Completion.objects.create(user=person, activity=activity)
        activity_completed(None, user_id=person.pk, activity_id=activity.pk)


def duty_of(person: User) -> StudyDuty:
    return StudyDuty.objects.get(person=person)
