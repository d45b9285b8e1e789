"""Teachers, rooms, fields, class rules and times in Wagtail's admin."""

import datetime as dt

import pytest

from academy.classes.enums import TeacherForm
from academy.classes.models import (
    Blackout,
    ClassPolicy,
    Expertise,
    OpeningException,
    OpeningRule,
    Resource,
    Room,
    Teacher,
)
from academy.core import clock
from tests.factories.classes import (
    MONDAY,
    at,
    make_class,
    make_room,
    make_session,
    make_teacher,
    place,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def root(client):
    user = make_user(username="admin", is_superuser=True)
    client.force_login(user)
    return user


def words(answer) -> str:
    return answer.content.decode()


def teacher_form(**more):
    typed = {"name": "张敏", "form": TeacherForm.STAFF, "phone": "8800", "is_active": "on"}
    return typed | {"buffer_after": "15", "sessions_per_day": "3"} | more


def test_teacher_is_added_and_changed_with_the_resource(client):
    field = Expertise.objects.create(name="协商议事")
    answer = client.post("/admin/classes/teachers/new/", teacher_form(expertise=[field.pk]))
    assert answer.status_code == 302
    teacher = Teacher.objects.get()
    owned = teacher.resource
    assert (owned.name, owned.contact, owned.buffer_after, list(teacher.expertise.all())) == (
        "张敏",
        "8800",
        15,
        [field],
    )
    address = f"/admin/classes/teachers/edit/{teacher.pk}/"
    assert 'value="15"' in words(client.get(address))
    client.post(address, teacher_form(name="张晓敏", buffer_after="20"))
    owned.refresh_from_db()
    assert (owned.name, owned.buffer_after, teacher.expertise.count()) == ("张晓敏", 20, 0)


def test_room_is_added_and_changed_with_the_resource(client):
    typed = {"name": "401教室", "capacity": "60", "contact": "8801", "is_active": "on"}
    client.post("/admin/classes/rooms/new/", typed)
    room = Room.objects.get()
    assert (room.resource.capacity, room.resource.contact) == (60, "8801")
    client.post(f"/admin/classes/rooms/edit/{room.pk}/", typed | {"capacity": "40"})
    assert Room.objects.get().resource.capacity == 40
    shown = words(client.post("/admin/classes/rooms/new/", typed))
    assert "名称" in shown
    assert Room.objects.count() == 1


@pytest.mark.parametrize("make", [make_teacher, make_room])
def test_what_was_never_used_goes_with_its_resource(client, make):
    owner = make()
    folder = "teachers" if isinstance(owner, Teacher) else "rooms"
    client.post(f"/admin/classes/{folder}/delete/{owner.pk}/")
    assert not type(owner).objects.exists()
    assert not Resource.objects.exists()


def test_what_was_used_is_kept_in_words(client):
    field, teacher, room = Expertise.objects.create(name="协商议事"), make_teacher(), make_room()
    teacher.expertise.add(field)
    place(make_session(), teachers=[teacher], room=room)
    for address, said in (
        (f"teachers/delete/{teacher.pk}/", "不能删除"),
        (f"rooms/delete/{room.pk}/", "不能删除"),
        (f"fields/delete/{field.pk}/", "“协商议事”已有教师或课次，不能删除"),
    ):
        shown = words(client.post(f"/admin/classes/{address}", follow=True))
        assert said in shown
    assert (Teacher.objects.count(), Room.objects.count(), Expertise.objects.count()) == (1, 1, 1)


# --- Rules of classes ---
def policy_form(valid_from, **more):
    typed = {"name": "新规则", "valid_from": valid_from, "leave_share_top": 1, "closing_days": 7}
    typed |= {"leave_share_bottom": 7, "head_teacher_hours": 4, "administrator_hours": 8}
    return typed | {"roll_opens_minutes": 30, "late_minutes": 5, "source": ""} | more


def test_rule_is_changed_until_it_is_in_force(client):
    tomorrow = clock.today() + dt.timedelta(days=1)
    client.post("/admin/classes/policies/new/", policy_form(tomorrow))
    policy = ClassPolicy.objects.get(name="新规则")
    address = f"/admin/classes/policies/edit/{policy.pk}/"
    client.post(address, policy_form(tomorrow, late_minutes=10))
    assert ClassPolicy.objects.get(name="新规则").late_minutes == 10
    with clock.at(at("12:00", tomorrow)):
        shown = words(client.post(address, policy_form(tomorrow, late_minutes=20)))
        assert "这条规则已经生效，不能修改" in shown
        gone = client.post(f"/admin/classes/policies/delete/{policy.pk}/", follow=True)
    assert "这条规则已经生效，不能删除" in words(gone)
    assert ClassPolicy.objects.get(name="新规则").late_minutes == 10


def test_share_of_leave_must_be_a_share(client):
    tomorrow = clock.today() + dt.timedelta(days=1)
    for bottom in (0, 1):
        typed = policy_form(tomorrow, leave_share_top=2, leave_share_bottom=bottom)
        assert "分母不能小于分子" in words(client.post("/admin/classes/policies/new/", typed))
    assert not ClassPolicy.objects.filter(name="新规则").exists()


# --- Times ---
def times_of(owner) -> str:
    return f"/admin/classes/resources/{owner.resource_id}/times/"


def test_weekly_hours_are_typed_line_by_line(client):
    teacher = make_teacher()
    lines = "周一至周二 08:00–12:00\n周六 09:00-11:00"
    client.post(times_of(teacher), {"deed": "openings", "lines": lines})
    assert OpeningRule.objects.count() == 3
    assert "周六 09:00–11:00" in words(client.get(times_of(teacher)))
    wrong = {"deed": "openings", "lines": "周一 8点\n周二 08:00–12:00\n周三"}
    shown = words(client.post(times_of(teacher), wrong))
    for said in ("第 1 行“周一 8点”", "第 3 行“周三”", "周二 08:00–12:00"):
        assert said in shown
    assert OpeningRule.objects.count() == 3


def test_days_of_their_own_are_set_and_taken_back(client):
    room, day = make_room(), clock.today() + dt.timedelta(days=3)
    typed = {"deed": "exception", "day": day, "opens_at": "08:00", "closes_at": "12:00"}
    shown = words(client.post(times_of(room), typed | {"reason": "调休"}, follow=True))
    assert "08:00–12:00" in shown
    assert "调休" in shown
    half = words(client.post(times_of(room), typed | {"closes_at": ""}))
    assert "开始和结束要么都写，要么都不写" in half
    client.post(times_of(room), {"deed": "remove", "day": day})
    assert not OpeningException.objects.exists()


def test_blackout_lists_its_hits_with_the_way_to_somebody_else(client):
    teacher, day = make_teacher(), clock.today() + dt.timedelta(days=3)
    found = make_class(starts_on=day, ends_on=day, name="书记班")
    session = make_session(found, title="议事规则")
    place(session, day=day, teachers=[teacher])
    typed = {"starts_at": f"{day}T08:00", "ends_at": f"{day}T12:00", "reason": "出差"}
    shown = words(client.post(times_of(teacher), {"deed": "blackout"} | typed, follow=True))
    assert "以下课次没有自动取消" in shown
    assert f"/admin/classes/sessions/{session.pk}/candidates/" in shown
    client.post(times_of(teacher), {"deed": "lift", "blackout": Blackout.objects.get().pk})
    assert not Blackout.objects.exists()


def test_no_other_deed_and_no_other_resource(client):
    assert client.post(times_of(make_room()), {"deed": "sell"}).status_code == 404
    found = make_class()
    assert client.get(times_of(found)).status_code == 404


# --- Candidates ---
def test_candidates_say_who_is_free_and_why_not(client):
    field = Expertise.objects.create(name="协商议事")
    for name in ("张敏", "李强"):
        make_teacher(name=name).expertise.add(field)
    place(make_session(title="楼长工作"), teachers=[Teacher.objects.get(name="李强")])
    session = make_session(subject=field, title="议事规则")
    address = f"/admin/classes/sessions/{session.pk}/candidates/"
    assert "这节课还没有排时间" in words(client.get(address))
    shown = words(client.get(address, {"starts_at": f"{MONDAY}T09:00"}))
    assert "2026年11月30日 09:00有空又合适的 1 位，共列出 2 位" in shown
    assert "已有“楼长工作”" in shown
    assert shown.index("张敏") < shown.index("李强")
    assert "没有讲过" in shown


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [("teachers", 10), ("rooms", 8), ("candidates", 17)])
def test_lists_cost_the_same_for_one_and_for_three(
    n, page, queries, client, django_assert_num_queries
):
    for _ in range(n):
        make_teacher()
        make_room()
    session = make_session()
    pages = {"candidates": f"sessions/{session.pk}/candidates"}
    address = f"/admin/classes/{pages.get(page, page)}/?starts_at={MONDAY}T09:00"
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)
