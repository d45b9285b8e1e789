"""What an author hands in stands on their first screen until it is published."""

import pytest
from django.urls import reverse

from academy.core.kinds import kinds_of
from academy.learning.models import Activity
from academy.people.enums import Role
from tests.factories.admin import make_activity
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make_staff(Role.INSTRUCTOR)


@pytest.fixture
def submitted(author):
    """A draft of every kind of activity, handed in."""
    items = [make_activity(kind) for kind in kinds_of(Activity)]
    for number, item in enumerate(items):
        item.title, item.live = f"待审活动{number}", False
        item.save()
        item.save_revision(user=author)
        item.get_workflow().start(item, author)
    return items


def titles(client, address):
    page = client.get(address).content.decode()
    return [f"待审活动{n}" for n in range(20) if f"待审活动{n}" in page]


def test_the_first_screen_and_the_report_list_activities_of_every_kind(client, author, submitted):
    client.force_login(author)
    assert titles(client, "/admin/") == [item.title for item in submitted]
    report = reverse("wagtailadmin_reports:workflow")
    assert titles(client, report) == [item.title for item in submitted]


def test_what_was_returned_stays_on_the_first_screen_and_says_so(client, author, submitted):
    reviewer = make_staff(Role.REVIEWER)
    state = submitted[0].current_workflow_state
    state.current_task_state.reject(user=reviewer, comment="请写清来源")
    client.force_login(author)
    page = client.get("/admin/").content.decode()
    assert submitted[0].title in page
    assert "退回于" in page
