"""Teachers and rooms, each with its resource in step; limits and use in the one write path."""

import datetime as dt

import pytest
from django.db import connection

from academy.classes.actions import (
    ClashError,
    add_room,
    add_teacher,
    change_room,
    change_teacher,
)
from academy.classes.enums import ResourceKind, TeacherForm
from academy.classes.models import Claim, Expertise, Resource, Room, Teacher
from academy.classes.queries.claims import explain
from academy.classes.rules.claims import Wish
from academy.core.errors import ActionError
from academy.people.enums import Role
from tests.factories.classes import (
    MONDAY,
    at,
    make_class,
    make_planner,
    make_room,
    make_session,
    make_teacher,
    place,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


# --- Entered ---
def test_teacher_comes_with_a_resource():
    field = Expertise.objects.create(name="协商议事")
    teacher = add_teacher(
        by=make_planner(),
        name="张敏",
        phone="8800",
        form=TeacherForm.MENTOR,
        sessions_per_day=3,
        buffer_after=15,
        expertise=[field],
    )
    teacher.refresh_from_db()
    assert (teacher.form, teacher.sessions_per_day, list(teacher.expertise.all())) == (
        TeacherForm.MENTOR,
        3,
        [field],
    )
    owned = teacher.resource
    assert (owned.kind, owned.name, owned.contact, owned.lanes, owned.buffer_after) == (
        ResourceKind.TEACHER,
        "张敏",
        "8800",
        1,
        15,
    )


def test_room_comes_with_a_resource():
    room = add_room(
        by=make_planner(), name="401教室", building="教学楼", capacity=60, contact="8801"
    )
    owned = Room.objects.get(pk=room.pk).resource
    assert (owned.kind, owned.name, owned.capacity, owned.contact) == (
        ResourceKind.ROOM,
        "401教室",
        60,
        "8801",
    )


def test_change_reaches_the_resource_and_nothing_else():
    planner = make_planner()
    teacher = add_teacher(by=planner, name="张敏", phone="8800", buffer_after=15, title="教授")
    change_teacher(teacher=teacher, by=planner, name="张晓敏", phone="8802")
    room = add_room(by=planner, name="401教室", capacity=60)
    change_room(room=room, by=planner, capacity=40, building="教学楼")
    teacher, room = Teacher.objects.get(), Room.objects.get()
    assert (teacher.name, teacher.title) == ("张晓敏", "教授")
    owned = teacher.resource
    assert (owned.name, owned.contact, owned.buffer_after) == ("张晓敏", "8802", 15)
    assert (room.name, room.building, room.resource.capacity) == ("401教室", "教学楼", 40)


def test_change_keeps_what_somebody_else_changed_meanwhile():
    planner = make_planner()
    seen = add_teacher(by=planner, name="张敏")
    change_teacher(teacher=Teacher.objects.get(), by=planner, title="教授")
    change_teacher(teacher=seen, by=planner, unit="党校")
    stored = Teacher.objects.get()
    assert (stored.title, stored.unit) == ("教授", "党校")


def test_expertise_is_replaced_only_where_it_is_given():
    planner, field = make_planner(), Expertise.objects.create(name="物业治理")
    teacher = add_teacher(by=planner, name="张敏", expertise=[field])
    change_teacher(teacher=teacher, by=planner, unit="党校")
    assert list(teacher.expertise.all()) == [field]
    change_teacher(teacher=teacher, by=planner, expertise=[])
    assert list(teacher.expertise.all()) == []


def test_faults_name_their_field_and_nothing_is_left_behind():
    planner = make_planner()
    with pytest.raises(ActionError, match="姓名："):
        add_teacher(by=planner, name="")
    add_room(by=planner, name="401教室")
    with pytest.raises(ActionError, match="名称"):
        add_room(by=planner, name="401教室")
    with pytest.raises(ActionError, match="容纳人数："):
        change_room(room=Room.objects.get(), by=planner, capacity=-1)
    assert (Teacher.objects.count(), Room.objects.count(), Resource.objects.count()) == (0, 1, 1)


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.INSTRUCTOR, Role.HEAD_TEACHER, Role.LEADER])
def test_only_administrators_enter_and_change(role):
    person, teacher, room = make_user(role), make_teacher(), make_room()
    deeds = [
        lambda: add_teacher(by=person, name="张敏"),
        lambda: change_teacher(teacher=teacher, by=person, name="张敏"),
        lambda: add_room(by=person, name="401教室"),
        lambda: change_room(room=room, by=person, name="401教室"),
    ]
    for deed in deeds:
        with pytest.raises(ActionError, match="只有教务可以安排培训班"):
            deed()


# --- Limits, through the one write path ---
def test_full_day_is_refused_in_words_by_both_who_ask_and_who_place():
    teacher, tuesday = make_teacher(name="张敏", sessions_per_day=3), MONDAY + dt.timedelta(days=1)
    for hour in ("08:00", "10:00", "14:00"):
        place(make_session(), hour, tuesday, teachers=[teacher])
    said = "教师张敏 12月1日已有 3 节，每天最多 3 节"
    wish = Wish(teacher.resource_id, at("18:00", tuesday), at("19:30", tuesday))
    assert [each.words for each in explain([wish]).conflicts] == [said]
    with pytest.raises(ClashError) as refused:
        place(make_session(), "18:00", tuesday, teachers=[teacher])
    assert [each.words for each in refused.value.conflicts] == [said]
    place(make_session(), "18:00", MONDAY, teachers=[teacher])


def test_moving_within_a_full_day_is_no_further_session():
    teacher, session = make_teacher(sessions_per_day=1), make_session()
    place(session, "08:00", teachers=[teacher])
    place(session, "10:00", teachers=[teacher])
    assert Claim.objects.active().filter(resource=teacher.resource).get().starts_at == at("10:00")


def test_cancelled_sessions_do_not_count():
    from academy.classes.actions import cancel_session

    teacher, session = make_teacher(sessions_per_day=1), make_session()
    place(session, teachers=[teacher])
    cancel_session(session=session, reason="停电", by=make_planner())
    place(make_session(), teachers=[teacher])


def test_week_is_counted_without_buffers():
    teacher = make_teacher(minutes_per_week=180)
    Resource.objects.filter(pk=teacher.resource_id).update(buffer_before=30, buffer_after=30)
    place(make_session(), "08:30", teachers=[teacher])
    friday = MONDAY + dt.timedelta(days=4)
    place(make_session(), "08:30", friday, teachers=[teacher])
    with pytest.raises(ClashError, match=r"11月30日至12月6日已有 180 分钟，这次 45 分钟"):
        place(make_session(minutes=45), "16:00", friday, teachers=[teacher])
    next_week = make_class(ends_on=MONDAY + dt.timedelta(days=11))
    place(make_session(next_week), "08:30", MONDAY + dt.timedelta(days=7), teachers=[teacher])


def test_all_conflicts_are_said_at_once():
    teacher = make_teacher(name="张敏", sessions_per_day=1, minutes_per_week=90)
    place(make_session(make_class(name="书记班"), title="议事规则"), teachers=[teacher])
    with pytest.raises(ClashError) as refused:
        place(make_session(), "09:00", teachers=[teacher])
    assert [each.reason.value for each in refused.value.conflicts] == ["overlap", "load", "load"]


def test_who_left_and_what_is_shut_is_refused_in_words():
    teacher, room = make_teacher(name="张敏", is_active=False), make_room(name="401教室")
    change_room(room=room, by=make_planner(), is_active=False)
    with pytest.raises(ClashError) as refused:
        place(make_session(), teachers=[teacher], room=room)
    assert [each.words for each in refused.value.conflicts] == [
        "教师张敏已不在聘，不能再排",
        "教室401教室已停用，不能再排",
    ]


@pytest.mark.parametrize("n", [1, 3])
def test_placing_with_limits_costs_one_statement_more(n, django_assert_num_queries):
    planner, teachers = make_planner(), [make_teacher(sessions_per_day=9) for _ in range(n)]
    for teacher in teachers:
        place(make_session(), "14:00", teachers=[teacher])
    session, room = make_session(), make_room()
    lock = 3 if connection.vendor == "postgresql" else 0
    with django_assert_num_queries(19 + lock):
        place(session, room=room, teachers=teachers, by=planner)
