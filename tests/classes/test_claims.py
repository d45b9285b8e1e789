"""Whatever is done in whatever order, no two active claims of a lane overlap."""

import datetime as dt
from contextlib import suppress
from itertools import pairwise

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from academy.classes.actions import cancel_session, place_session, unplace_session
from academy.classes.enums import SessionState
from academy.classes.models import Claim, Session
from academy.core.errors import ActionError
from tests.factories.classes import (
    at,
    make_class,
    make_planner,
    make_resource,
    make_room,
    make_session,
    make_teacher,
)

picks = st.integers(0, 2)
steps = st.integers(0, 20)


class Timetable(RuleBasedStateMachine):
    """Two classes, three rooms (one of two lanes, one with a buffer), three teachers."""

    def __init__(self) -> None:
        super().__init__()
        self.planner = make_planner()
        self.rooms = [make_room(), make_room(lanes=2), make_room(buffer_after=30)]
        self.teachers = [make_teacher() for _ in range(3)]
        classes = [make_class(), make_class()]
        self.sessions = [make_session(found) for found in classes for _ in range(3)]

    def attempt(self, action, **fields) -> None:
        """A refusal is an answer too; it must have changed nothing, which the invariants see."""
        with suppress(ActionError):
            action(by=self.planner, **fields)

    def fresh(self, n: int) -> Session:
        return Session.objects.get(pk=self.sessions[n].pk)

    @rule(n=st.integers(0, 5), step=steps, room=picks, teacher=picks)
    def place(self, n, step, room, teacher) -> None:
        self.attempt(
            place_session,
            session=self.fresh(n),
            starts_at=at("08:00") + dt.timedelta(minutes=30 * step),
            room=self.rooms[room],
            teachers=[self.teachers[teacher]],
        )

    @rule(n=st.integers(0, 5))
    def unplace(self, n) -> None:
        self.attempt(unplace_session, session=self.fresh(n))

    @rule(n=st.integers(0, 5), reason=st.sampled_from(["", "停电"]))
    def cancel(self, n, reason) -> None:
        self.attempt(cancel_session, session=self.fresh(n), reason=reason)

    @invariant()
    def claims_of_a_lane_are_apart(self) -> None:
        claims = list(Claim.objects.active().order_by("resource_id", "lane", "starts_at"))
        for one, other in pairwise(claims):
            same = (one.resource_id, one.lane) == (other.resource_id, other.lane)
            assert not same or one.ends_at <= other.starts_at

    @invariant()
    def every_placed_session_holds_what_it_says_and_no_other_does(self) -> None:
        for session in Session.objects.non_polymorphic().prefetch_related("teachers"):
            held = set(session.claims.active().values_list("resource_id", flat=True))
            wanted = set()
            if session.starts_at and session.state != SessionState.CANCELLED:
                wanted = {session.training_class.resource_id, session.room.resource_id}
                wanted |= {teacher.resource_id for teacher in session.teachers.all()}
            assert held == wanted


class TestTimetable(TestCase, Timetable.TestCase):
    settings = settings(
        max_examples=8,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def test_vehicles_and_sites_are_resources_like_any_other(db):
    assert make_resource("vehicle").lanes == 1
