"""Required study of the demo: one under way for a district, one that is over for a street."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction

from academy.core import clock
from academy.people.enums import Role
from courses.actions import adjust_duties, require_study
from courses.models import RequiredStudy
from courses.queries.duties import audience

if TYPE_CHECKING:
    from academy.people.models import Organisation, User
    from courses.pages import CoursePage

# People of the street whose time is over: some late, some not.
A_FEW = 6
MONTH = 30


def seed_duties(*, courses: list[CoursePage], people: dict[str, User]) -> None:
    """Required by `danwei`: a course that `xueyuan` still has to do, and a few who are late.

    Nothing where anything is required already, or where the demo's posts are too young for it.
    """
    manager, trainee = people["danwei"], people["xueyuan"]
    since = clock.today() - dt.timedelta(days=MONTH)
    post = manager.memberships.filter(role=Role.ORGANISATION_MANAGER, started_on__lte=since).first()
    if post is None or RequiredStudy.objects.exists():
        return
    to_do = courses[0] if _has_done(trainee, courses[-1]) else courses[-1]
    _require(manager, post.organisation, to_do, begun=5, due=10, note="主题党日前学完，会上交流。")
    if street := _small_street(post.organisation, trainee):
        _require(manager, street, courses[0], begun=MONTH, due=-3)


def _has_done(person: User, course: CoursePage) -> bool:
    return person.courses.filter(course=course, completed_at__isnull=False).exists()


def _small_street(district: Organisation, trainee: User) -> Organisation | None:
    """The smallest street with A_FEW people or more, and without `trainee`."""
    streets = [
        (audience(street).count(), street.pk, street)
        for street in district.get_children()
        if not audience(street).filter(user=trainee).exists()
    ]
    return min((found for found in streets if found[0] >= A_FEW), default=(0, 0, None))[2]


@transaction.atomic
def _require(
    manager: User,
    unit: Organisation,
    course: CoursePage,
    *,
    begun: int,
    due: int,
    note: str = "",
) -> None:
    """Required `begun` days ago, due in `due` days, through the real actions."""
    due_on = clock.today() + dt.timedelta(days=due)
    with clock.at(clock.now() - dt.timedelta(days=begun)):
        required, _ = require_study(
            by=manager, organisation=unit, course=course, due_on=due_on, key=uuid4(), note=note
        )
        while adjust_duties(required_id=required.pk):
            pass
