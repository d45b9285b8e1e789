"""The admin's first screen tells authors and reviewers how a course comes about."""

import re

import pytest

from academy.core.kinds import kinds_of
from academy.desk.actions.set_up import set_up_academy
from academy.learning.models import Activity
from academy.people.actions import grant_membership
from academy.people.enums import Role
from courses.models import CourseIndexPage
from tests.factories.people import make_organisation, make_user

pytestmark = pytest.mark.django_db
WRITING, REVIEWING = "怎么建一门课", "怎么审核"


@pytest.fixture
def first_screen(client):
    set_up_academy()

    def of(role):
        person = make_user()
        grant_membership(user=person, organisation=make_organisation(), role=role)
        client.force_login(person)
        return client.get("/admin/").content.decode()

    return of


@pytest.mark.parametrize(
    ("role", "told"),
    [(Role.INSTRUCTOR, [WRITING]), (Role.REVIEWER, [REVIEWING]), (Role.ADMINISTRATOR, [])],
)
def test_each_is_told_their_own(first_screen, role, told):
    page = first_screen(role)
    assert [words for words in (WRITING, REVIEWING) if words in page] == told


def test_every_step_leads_to_a_screen_that_is_open(first_screen, client):
    page = first_screen(Role.INSTRUCTOR)
    steps = page[page.index(WRITING) :]
    links = re.findall(r'<a href="([^"]+)">', steps[: steps.index("</ol>")])
    kinds = [(kind._meta.app_label, kind._meta.model_name) for kind in kinds_of(Activity)]
    assert links == [
        "/admin/snippets/courses/questionbank/add/",
        *(f"/admin/snippets/{app}/{name}/add/" for app, name in kinds),
        f"/admin/pages/{CourseIndexPage.objects.get().pk}/",
        "/admin/snippets/certification/programme/add/",
    ]
    assert {client.get(link).status_code for link in links} == {200}
