"""Sessions of a class, through the one write path."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from academy.classes.actions import (
    ClashError,
    OvertakenError,
    add_session,
    cancel_session,
    place_session,
    unplace_session,
)
from academy.classes.enums import ClassState, SessionState
from academy.classes.models import Claim, ClassEvent, Session
from academy.core.errors import ActionError
from academy.people.enums import Role
from courses.models import LectureSession
from tests.factories.classes import (
    MONDAY,
    at,
    make_class,
    make_head_teacher,
    make_planner,
    make_room,
    make_session,
    make_teacher,
    make_trainee,
    place,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def lecture(training_class=None, title="社区协商") -> LectureSession:
    return LectureSession(training_class=training_class or make_class(), title=title)


# --- On the list ---
def test_sessions_are_numbered_in_the_order_they_came():
    planner, found = make_planner(), make_class()
    assert [add_session(session=lecture(found), by=planner).seq for _ in range(3)] == [1, 2, 3]


def test_same_key_adds_one_session():
    planner, found, key = make_planner(), make_class(), uuid4()
    first = add_session(session=lecture(found), by=planner, key=key)
    again = add_session(session=lecture(found), by=planner, key=key)
    assert (first.pk, Session.objects.count()) == (again.pk, 1)


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.INSTRUCTOR, Role.HEAD_TEACHER, Role.LEADER])
def test_only_administrators_plan(role):
    with pytest.raises(ActionError, match="只有教务可以安排培训班"):
        add_session(session=lecture(), by=make_user(role))
    session = make_session()
    with pytest.raises(ActionError, match="只有教务可以安排培训班"):
        place(session, by=make_user(role))
    with pytest.raises(ActionError, match="只有教务可以安排培训班"):
        cancel_session(session=session, reason="停电", by=make_user(role))


# --- Placed ---
def test_placed_session_has_its_class_its_room_and_its_teacher():
    room, teacher, session = make_room(60), make_teacher(), make_session()
    place(session, room=room, teachers=[teacher])
    session.refresh_from_db()
    assert (session.starts_at, session.ends_at) == (at("08:30"), at("10:00"))
    assert (session.room, list(session.teachers.all())) == (room, [teacher])
    held = Claim.objects.active().values_list("resource_id", "units")
    assert set(held) == {
        (session.training_class.resource_id, 1),
        (room.resource_id, 40),
        (teacher.resource_id, 1),
    }


def test_room_must_hold_those_who_are_expected():
    found = make_class(capacity=200)
    for _ in range(3):
        make_trainee(found)
    with pytest.raises(ClashError, match="最多容纳 2 人，这次 3 人"):
        place(make_session(found), room=make_room(2))
    place(make_session(found), room=make_room(3))


def test_every_conflict_is_named_with_the_other_booking_and_whom_to_call():
    room, teacher = make_room(name="401教室"), make_teacher(name="张敏")
    other = make_class(name="书记班", contact="周老师 8800")
    place(make_session(other, title="议事规则"), room=room, teachers=[teacher])
    with pytest.raises(ClashError) as refused:
        place(make_session(), "09:30", room=room, teachers=[teacher])
    assert [conflict.words for conflict in refused.value.conflicts] == [
        "教师张敏 11月30日 08:30–10:00 已有“议事规则”（书记班），可联系周老师 8800",
        "教室401教室 11月30日 08:30–10:00 已有“议事规则”（书记班），可联系周老师 8800",
    ]
    assert Claim.objects.active().count() == 3


def test_class_sits_in_one_session_at_a_time():
    found = make_class()
    place(make_session(found))
    with pytest.raises(ClashError, match="培训班"):
        place(make_session(found), "09:59")
    place(make_session(found), "10:00")


def test_move_takes_the_new_place_and_frees_the_old_one():
    room, session = make_room(), make_session()
    place(session, room=room)
    place(session, "09:00", room=room)
    assert set(Claim.objects.active().values_list("starts_at")) == {(at("09:00"),)}
    place(make_session(), "08:00", room=make_room())
    words = ClassEvent.objects.filter(session=session).values_list("words", flat=True)
    assert words[0] == (
        f"第1讲：由 11月30日（周一） 08:30–10:00 {room} 改到 11月30日（周一） 09:00–10:30 {room}"
    )


def test_session_cannot_leave_the_days_of_its_class():
    session = make_session()
    with pytest.raises(ActionError, match="班期是 11月30日至12月4日"):
        place(session, day=MONDAY.replace(day=29))


def test_refused_move_changes_nothing():
    room, session = make_room(), make_session()
    place(session, "08:30", room=room)
    place(make_session(), "14:00", room=room)
    before = session.version
    with pytest.raises(ClashError):
        place(session, "14:30", room=room)
    session.refresh_from_db()
    assert (session.starts_at, session.version) == (at("08:30"), before)
    assert set(Claim.objects.active().filter(session=session).values_list("starts_at")) == {
        (at("08:30"),)
    }


def test_who_comes_second_is_told_who_was_first():
    planner, session = make_planner(), make_session()
    seen = session.version
    place(session, by=planner)
    with pytest.raises(OvertakenError, match=f"刚刚已由{planner}处理"):
        place_session(
            session=Session.objects.get(),
            starts_at=at("14:00"),
            room=None,
            teachers=[],
            by=make_planner(),
            version=seen,
        )
    assert Session.objects.get().starts_at == at("08:30")


def test_teachers_are_exchanged():
    session, first, second = make_session(), make_teacher(), make_teacher()
    place(session, teachers=[first])
    place(session, teachers=[second])
    assert list(session.teachers.all()) == [second]
    place(make_session(), teachers=[first])


# --- Taken off ---
def test_cancelled_session_frees_what_it_had():
    room, session = make_room(), make_session()
    place(session, room=room)
    cancel_session(session=session, reason="教师生病", by=make_planner())
    assert Session.objects.get().state == SessionState.CANCELLED
    assert not Claim.objects.active().exists()
    place(make_session(), room=room)


def test_cancelling_asks_for_a_reason_and_twice_is_once():
    session, planner = make_session(), make_planner()
    with pytest.raises(ActionError, match="请写明取消的原因"):
        cancel_session(session=session, reason="  ", by=planner)
    cancel_session(session=session, reason="停电", by=planner)
    cancel_session(session=session, reason="停电", by=planner)
    assert ClassEvent.objects.filter(deed="cancelled").count() == 1
    with pytest.raises(ActionError, match="已经结束或取消"):
        place(session)


def test_draft_is_taken_off_the_calendar():
    session = make_session()
    place(session)
    unplace_session(session=session, by=make_planner())
    session.refresh_from_db()
    assert (session.starts_at, session.room) == (None, None)
    assert not Claim.objects.active().exists()


def test_closed_class_keeps_its_timetable():
    found = make_class(ClassState.CLOSED)
    with pytest.raises(ActionError, match="已经结束"):
        place(make_session(found))


# --- The database's own guards ---
def test_events_are_append_only():
    event = ClassEvent.objects.create(training_class=make_class(), deed="noted", words="开班")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        ClassEvent.objects.filter(pk=event.pk).update(words="改")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        event.delete()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a constraint of PostgreSQL")
def test_database_keeps_claims_of_a_lane_apart():
    session, room = make_session(), make_room()
    claim = {"resource": room.resource, "starts_at": at("08:30"), "ends_at": at("10:00")}
    Claim.objects.create(session=session, part=0, **claim)
    with pytest.raises(IntegrityError, match="classes_claim_apart"), transaction.atomic():
        Claim.objects.create(session=session, part=1, **claim)
    Claim.objects.create(session=session, part=1, lane=1, **claim)
    Claim.objects.create(session=session, part=2, active=False, **claim)


# --- What it costs ---
@pytest.mark.parametrize("n", [1, 3])
def test_placing_costs_the_same_however_much_stands_there(n, django_assert_num_queries):
    room, planner = make_room(), make_planner()
    for hour in range(n):
        place(make_session(), f"{14 + 2 * hour}:00", room=room)
    session, teacher = make_session(), make_teacher()
    lock = 3 if connection.vendor == "postgresql" else 0
    with django_assert_num_queries(18 + lock):
        place(session, room=room, teachers=[teacher], by=planner)


def test_drafts_are_seen_by_those_who_look_after_the_class_and_by_their_teacher():
    found = make_class()
    draft, shown = make_session(found), make_session(found, state=SessionState.CONFIRMED)
    teacher, other = make_teacher(make_user(Role.INSTRUCTOR)), make_user(Role.TRAINEE)
    place(draft, teachers=[teacher])

    def seen(person):
        return set(Session.objects.visible_to(person))

    assert seen(make_planner()) == {draft, shown}
    assert seen(make_head_teacher(found)) == {draft, shown}
    assert seen(teacher.person) == {draft, shown}
    assert seen(make_trainee(found).person) == {shown}
    assert seen(make_user(Role.LEADER)) == {shown}
    assert seen(other) == set()
