"""An empty academy: what set_up_academy makes, and that repeating it changes nothing."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Page, Site, Workflow

from academy.core.kinds import kinds_of
from academy.desk.actions.set_up import set_up_academy
from academy.desk.models import HomePage
from academy.learning.models import Activity, HourPolicy
from academy.people.enums import Role
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def _state():
    return {
        "pages": list(Page.objects.order_by("path").values_list("path", "title")),
        "policies": HourPolicy.objects.count(),
        "groups": {g.name: g.permissions.count() for g in Group.objects.all()},
        "workflows": Workflow.objects.count(),
    }


def test_twice_is_the_same_as_once():
    set_up_academy()
    once = _state()
    set_up_academy()
    assert _state() == once


def test_the_site_has_its_root_and_its_indexes():
    home = set_up_academy()
    assert Site.objects.get(is_default_site=True).root_page_id == home.pk
    assert [page.slug for page in HomePage.objects.get().get_children()] == ["courses", "bases"]


def test_instructors_write_every_kind_and_publish_none():
    set_up_academy()
    author = make_user(Role.INSTRUCTOR)
    author.groups.add(Group.objects.get(name=Role.INSTRUCTOR.label))
    for kind in kinds_of(Activity):
        label, name = kind._meta.app_label, kind._meta.model_name
        assert author.has_perm(f"{label}.add_{name}")
        assert not author.has_perm(f"{label}.publish_{name}")


def test_every_kind_goes_through_review():
    set_up_academy()
    for kind in kinds_of(Activity):
        assert kind.get_default_workflow().name == "课程审核"
