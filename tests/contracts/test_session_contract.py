"""What every kind of session must hold, whichever hall brings it."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from wagtail.admin.icons import get_icons

from academy.classes.actions import add_session, cancel_session, place_session
from academy.classes.actions.classes import copy_class
from academy.classes.enums import SessionState
from academy.classes.models import Claim, Session
from academy.core.kinds import kinds_of
from academy.learning.enums import HourKind
from tests.factories.classes import MONDAY, at, make_class, make_planner, make_room, make_teacher

pytestmark = pytest.mark.django_db

KINDS = kinds_of(Session)
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)


def make(kind: type[Session], training_class: Any = None) -> Session:
    """An unsaved session of a kind: every kind can be made from the common facts alone."""
    return kind(training_class=training_class or make_class(), title="社区协商", minutes=90)


def test_labels_tell_kinds_apart():
    labels = [kind.kind_label for kind in KINDS]
    assert labels
    assert all(labels)
    assert len(labels) == len(set(labels))


@each_kind
def test_icons_are_drawn(kind):
    drawn = render_to_string("components/icon.html", {"name": kind.icon})
    assert "<path" in drawn or "<circle" in drawn
    assert f'id="icon-{kind.admin_icon}"' in get_icons()


@each_kind
def test_hours_are_of_a_concentrated_kind(kind):
    assert HourKind(kind.hours_kind).is_concentrated


@each_kind
def test_form_offers_title_and_length(kind):
    fields = {panel.field_name for panel in kind.panels}
    assert {"title", "minutes"} <= fields


@each_kind
def test_it_is_added_placed_moved_and_cancelled_through_the_one_write_path(kind):
    planner, room, teacher = make_planner(), make_room(), make_teacher()
    session = add_session(session=make(kind), by=planner)
    for time in ("08:30", "14:00"):
        place_session(
            session=session, starts_at=at(time), room=room, teachers=[teacher], by=planner
        )
    held = set(Claim.objects.active().values_list("resource_id", flat=True))
    assert held == {session.training_class.resource_id, room.resource_id, teacher.resource_id}
    cancel_session(session=session, reason="停电", by=planner)
    assert not Claim.objects.active().exists()


@each_kind
def test_list_of_sessions_needs_no_query_per_kind(kind, django_assert_num_queries):
    found, planner = make_class(), make_planner()
    for _ in range(3):
        add_session(session=make(kind, found), by=planner)
    with django_assert_num_queries(1):
        titles = [session.title for session in Session.objects.non_polymorphic()]
    assert titles == ["社区协商"] * 3


@each_kind
def test_class_is_copied_with_its_kind_and_its_own_fields(kind):
    found, planner = make_class(), make_planner()
    add_session(session=make(kind, found), by=planner)
    made = copy_class(
        training_class=found, code="2027-001", name="第二期", starts_on=MONDAY, by=planner
    )
    [session] = made.sessions.all()
    assert (type(session), session.title, session.state) == (kind, "社区协商", SessionState.DRAFT)


@each_kind
def test_what_credits_together_says_so_by_a_short_key(kind):
    unit = make(kind).credit_unit()
    assert len(unit) <= 40
