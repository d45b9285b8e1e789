"""Proposals: accepted item by item, through the one write path."""

import datetime as dt

import pytest

from academy.classes.actions import ClashError, OvertakenError, cancel_session
from academy.classes.actions.planning import propose_class
from academy.classes.actions.proposals import accept_all, accept_item, drop_item
from academy.classes.enums import ProposalItemState, ProposalState
from academy.classes.models import Blackout, Claim, ClassEvent, Proposal, Session
from academy.classes.queries.proposals import items_of, offers_for, proposals_about
from academy.core.errors import ActionError
from academy.people.enums import Role
from tests.factories.classes import MONDAY, at, make_class, make_planner, make_session, place
from tests.factories.people import make_user
from tests.factories.planned import make_task, pretend_now, work_off

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_week_before():
    with pretend_now():
        yield


@pytest.fixture
def planner():
    return make_planner()


@pytest.fixture
def proposal(planner):
    """Two places, in order."""
    found, *_ = make_task(2)
    work_off(propose_class(training_class=found, by=planner))
    return Proposal.objects.get()


def session_of(item):
    return Session.objects.get(pk=item.session_id)


def test_accepted_item_stands_and_says_where_it_came_from(proposal, planner):
    first, second = proposal.items.all()
    accept_item(item=first, by=planner)
    session = session_of(first)
    assert (session.starts_at, session.room) == (first.starts_at, first.room)
    assert list(session.teachers.all()) == list(first.teachers.all())
    assert Claim.objects.active().filter(session=session).count() == 3
    assert (first.state, first.decided_by) == (ProposalItemState.ACCEPTED, planner)
    assert ClassEvent.objects.get(deed="placed").reason == proposal.title
    assert session_of(second).starts_at is None
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN


def test_accepted_twice_is_accepted_once(proposal, planner):
    item = proposal.items.first()
    for _ in range(2):
        accept_item(item=item, by=planner)
    assert ClassEvent.objects.filter(deed="placed").count() == 1
    assert session_of(item).version == 2


def test_session_changed_meanwhile_makes_its_item_stale(proposal, planner):
    item = proposal.items.first()
    place(session_of(item), "15:20", MONDAY + dt.timedelta(days=4), by=planner)
    stood = session_of(item).starts_at
    with pytest.raises(OvertakenError, match=f"刚刚已由{planner}处理"):
        accept_item(item=item, by=planner)
    assert item.state == ProposalItemState.STALE
    assert session_of(item).starts_at == stood
    with pytest.raises(ActionError, match="已经处理过（已过时）"):
        accept_item(item=item, by=planner)


def test_clash_leaves_the_item_open_with_the_refusal(proposal, planner):
    item = proposal.items.first()
    other = make_class(name="党建班")
    place(make_session(other, title="插班课"), starts(item), room=item.room, by=planner)
    with pytest.raises(ClashError, match="“插班课”（党建班）"):
        accept_item(item=item, by=planner)
    item.refresh_from_db()
    assert item.state == ProposalItemState.OPEN
    assert "“插班课”（党建班）" in item.refusal
    cancel_session(session=other.sessions.get(), reason="改期", by=planner)
    accept_item(item=item, by=planner)
    assert (item.state, item.refusal) == (ProposalItemState.ACCEPTED, "")


def starts(item):
    return f"{item.starts_at.astimezone(at('08:30').tzinfo):%H:%M}"


def test_all_at_once_is_each_by_itself(proposal, planner):
    first, second = proposal.items.all()
    place(make_session(make_class()), starts(first), room=first.room, by=planner)
    found = accept_all(proposal=proposal, by=planner)
    assert found.words == "已采纳 1 条，1 条没有采纳，原因写在各条下面。"
    assert session_of(first).starts_at is None
    assert session_of(second).starts_at == second.starts_at
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN


def test_dropped_items_leave_the_session_alone_and_settle(proposal, planner):
    first, second = proposal.items.all()
    accept_item(item=first, by=planner)
    for _ in range(2):
        drop_item(item=second, by=planner)
    assert session_of(second).starts_at is None
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SETTLED
    with pytest.raises(ActionError, match="已经处理过（已采纳）"):
        drop_item(item=first, by=planner)
    with pytest.raises(ActionError, match="已经处理过（不采纳）"):
        accept_item(item=second, by=planner)


def test_item_without_a_place_cannot_be_accepted(planner):
    found, teacher, _ = make_task(1)
    days = {"starts_at": at("00:00"), "ends_at": at("23:00", MONDAY + dt.timedelta(days=4))}
    Blackout.objects.create(resource=teacher.resource, reason="外出", **days)
    work_off(propose_class(training_class=found, by=planner))
    proposal = Proposal.objects.get()
    assert proposal.state == ProposalState.SETTLED
    with pytest.raises(ActionError, match="没有找到合适的位置"):
        accept_item(item=proposal.items.get(), by=planner)


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.HEAD_TEACHER, Role.LEADER])
def test_only_administrators_see_and_decide(role, proposal):
    person, item = make_user(role), proposal.items.first()
    for refused in (
        lambda: accept_item(item=item, by=person),
        lambda: accept_all(proposal=proposal, by=person),
        lambda: drop_item(item=item, by=person),
    ):
        with pytest.raises(ActionError, match="只有教务可以安排培训班"):
            refused()
    assert not Proposal.objects.visible_to(person).exists()
    assert session_of(item).starts_at is None


def test_proposals_about_a_class_name_those_that_move_its_sessions(proposal, planner):
    own = proposal.training_class
    Proposal.objects.update(training_class=None)
    (found,) = proposals_about(own, planner)
    assert (found, found.waiting) == (proposal, 2)
    assert not proposals_about(make_class(), planner)


def test_five_places_carry_all_that_placing_needs():
    found, teacher, room = make_task(1)
    offers = offers_for(found.sessions.get())
    assert len(offers.places) == 5
    assert {(each.room, each.teachers) for each in offers.places} == {(room, (teacher,))}
    assert offers.places[0].starts_at == at("08:30")
    assert offers.places[0].ends_at == at("10:00")
    assert "符合课次顺序" in offers.places[0].reasons
    assert (offers.explanation, offers.version) == (None, 1)


@pytest.mark.parametrize("n", [1, 3])
def test_statements_of_the_pages_do_not_grow(n, planner, django_assert_num_queries):
    found, *_ = make_task(n)
    work_off(propose_class(training_class=found, by=planner))
    session = found.sessions.first()
    offers_for(session)
    with django_assert_num_queries(14):
        offers_for(session)
    with django_assert_num_queries(4):
        for item in items_of(Proposal.objects.get()):
            assert item.session.training_class == found
            list(item.teachers.all())
