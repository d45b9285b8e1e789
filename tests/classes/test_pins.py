import pytest

from academy.classes.actions import OvertakenError
from academy.classes.actions.pins import pin_session
from academy.classes.actions.planning import propose_class
from academy.classes.actions.proposals import accept_item
from academy.classes.enums import SessionState
from academy.classes.models import ClassEvent, Proposal, Session
from academy.core.errors import ActionError
from academy.people.enums import Role
from tests.factories.classes import make_planner, make_room, make_session, make_teacher, place
from tests.factories.people import make_user
from tests.factories.planned import make_task, pretend_now, work_off

pytestmark = pytest.mark.django_db
ALL = {"time": True, "teacher": True, "room": True}
NONE = dict.fromkeys(ALL, False)


def make_placed():
    return place(make_session(title="社区协商"), room=make_room(), teachers=[make_teacher()])


def test_pins_are_set_freed_and_told():
    session, planner = make_placed(), make_planner()
    pin_session(session=session, by=planner, **NONE | {"time": True, "room": True})
    stored = Session.objects.get()
    assert (stored.pinned_time, stored.pinned_teacher, stored.pinned_room) == (True, False, True)
    pin_session(session=session, by=planner, **NONE)
    words = ClassEvent.objects.filter(deed="pinned").order_by("pk").values_list("words", flat=True)
    assert list(words) == ["社区协商：固定时间、教室", "社区协商：不再固定"]


def test_as_it_is_already_is_no_change():
    session, planner = make_placed(), make_planner()
    for _ in range(2):
        pin_session(session=session, by=planner, **ALL)
    assert ClassEvent.objects.filter(deed="pinned").count() == 1
    assert Session.objects.get().version == session.version


def test_only_what_is_there_can_be_fixed():
    session = make_session()
    with pytest.raises(ActionError, match="这节课还没有排时间、教师、教室"):
        pin_session(session=session, by=make_planner(), **ALL)
    assert not Session.objects.get().pinned_time


def test_older_versions_and_sessions_that_are_over_are_refused():
    session, planner = make_placed(), make_planner()
    with pytest.raises(OvertakenError):
        pin_session(session=session, by=planner, version=1, **ALL)
    session.state = SessionState.COMPLETED
    with pytest.raises(ActionError, match="已经结束或取消"):
        pin_session(session=session, by=planner, **ALL)
    assert not Session.objects.get().pinned_time


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.HEAD_TEACHER, Role.LEADER])
def test_only_administrators_pin(role):
    with pytest.raises(ActionError, match="只有教务可以安排培训班"):
        pin_session(session=make_placed(), by=make_user(role), **ALL)


def test_what_was_proposed_before_is_stale():
    with pretend_now():
        found, teacher, _ = make_task(1)
        planner, session = make_planner(), found.sessions.get()
        session.parts.create(teacher=teacher)
        work_off(propose_class(training_class=found, by=planner))
        pin_session(session=session, by=planner, **NONE | {"teacher": True})
        with pytest.raises(OvertakenError):
            accept_item(item=Proposal.objects.get().items.get(), by=planner)
