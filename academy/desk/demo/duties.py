"""Required study of the demo: one under way for a district, one that is over for a street."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from academy.core import clock
from academy.people.enums import OrganisationLevel
from courses.actions import adjust_duties, require_study
from courses.models import CourseEnrolment, RequiredStudy
from courses.queries.duties import audience

if TYPE_CHECKING:
    from academy.people.models import Organisation, User
    from courses.pages import CoursePage

# People of the street whose time is over: some late, some not.
A_FEW = 6


def seed_duties(*, courses: list[CoursePage], people: dict[str, User]) -> None:
    """Required by `danwei`: a course that `xueyuan` still has to do, and a few who are late."""
    manager, trainee = people["danwei"], people["xueyuan"]
    home = trainee.memberships.get().organisation
    district = home.get_ancestors().get(level=OrganisationLevel.DISTRICT)
    others = district.get_children().exclude(pk=home.get_parent().pk)
    sizes = {street: audience(street).count() for street in others}
    street = min((street for street in sizes if sizes[street] >= A_FEW), key=lambda s: sizes[s])
    mine = CourseEnrolment.objects.filter(user=trainee, completed_at__isnull=False)
    done = set(mine.values_list("course", flat=True))
    to_do = next(course for course in courses if course.pk not in done)
    _seed(manager, district, to_do, begun=5, due=10, note="主题党日前学完，会上交流。")
    _seed(manager, street, courses[-1], begun=30, due=-3)


@transaction.atomic
def _seed(
    manager: User,
    unit: Organisation,
    course: CoursePage,
    *,
    begun: int,
    due: int,
    note: str = "",
) -> None:
    """Required `begun` days ago, due in `due` days, through the real actions.

    Nothing where it is there already, or where the manager's post is younger than that.
    """
    key = uuid5(NAMESPACE_URL, f"demo:{unit.code}")
    then, due_on = clock.now() - dt.timedelta(days=begun), clock.today() + dt.timedelta(days=due)
    is_there = RequiredStudy.objects.filter(key=key).exists()
    if is_there or manager.memberships.get().started_on > clock.local_date(then):
        return
    with clock.at(then):
        required, _ = require_study(
            by=manager, organisation=unit, course=course, due_on=due_on, key=key, note=note
        )
        while adjust_duties(required_id=required.pk):
            pass
