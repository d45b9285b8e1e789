"""Who teaches, for everybody; who is free and fit for a session; a teacher's own time."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from academy.classes.actions import add_blackout
from academy.classes.enums import ClassState, SessionState
from academy.classes.models import Blackout, Expertise, Session
from academy.classes.queries.faculty import candidates_for, courses_given, faculty
from academy.core import clock
from academy.people.enums import Role
from tests.factories.classes import (
    MONDAY,
    at,
    make_class,
    make_planner,
    make_session,
    make_teacher,
    place,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + dt.timedelta(days=1)


@pytest.fixture
def field():
    return Expertise.objects.create(name="协商议事")


def expert(field, name, **fields):
    teacher = make_teacher(name=name, **fields)
    teacher.expertise.add(field)
    return teacher


def held(session, **fields):
    """A session that its class has been told of."""
    place(session, **fields)
    Session.objects.filter(pk=session.pk).update(state=SessionState.CONFIRMED)
    return session


def names(found):
    return [each.teacher.name for each in found]


# --- Free and fit ---
def test_free_and_fit_come_first_then_the_least_busy(field):
    busy, idle, taken = (expert(field, name) for name in ("忙", "闲", "占"))
    other = make_teacher(name="外行")
    held(make_session(minutes=120), time="14:00", day=TUESDAY, teachers=[busy])
    held(make_session(make_class(name="书记班"), title="议事规则"), teachers=[taken])
    session = make_session(subject=field)
    found = candidates_for(session, at("09:00"), at("10:30"))
    assert names(found) == ["闲", "忙", "占"]
    assert [each.is_free for each in found] == [True, True, False]
    assert [(each.sessions, each.minutes) for each in found] == [(0, 0), (1, 120), (1, 90)]
    assert found[2].why_not == ("教师占 11月30日 08:30–10:00 已有“议事规则”（书记班）",)
    everyone = candidates_for(session, at("09:00"), everyone=True)
    assert names(everyone) == ["闲", "忙", "占", "外行"]
    assert [each.is_fit for each in everyone] == [True, True, True, False]
    assert {idle, other} <= {each.teacher for each in everyone}


def test_session_without_a_field_asks_everybody():
    make_teacher(name="甲")
    make_teacher(name="乙", is_active=False)
    assert names(candidates_for(make_session(), at("09:00"))) == ["甲"]


def test_limits_and_blackouts_say_why_not(field):
    full, away = expert(field, "满", sessions_per_day=1), expert(field, "差")
    held(make_session(), time="14:00", teachers=[full])
    stretch = {"starts_at": at("08:00"), "ends_at": at("12:00")}
    add_blackout(resource=away.resource, **stretch, reason="出差", by=make_planner())
    found = candidates_for(make_session(subject=field), at("08:30"))
    assert {each.teacher.name: each.why_not for each in found} == {
        "满": ("教师满 11月30日已有 1 节，每天最多 1 节",),
        "差": ("教师差 11月30日 08:00–12:00 停用：出差",),
    }


def test_placed_session_asks_for_its_own_time_and_is_no_hindrance_to_itself(field):
    teacher, session = expert(field, "甲"), make_session(subject=field)
    place(session, teachers=[teacher])
    [found] = candidates_for(session)
    assert (found.is_free, found.sessions) == (True, 0)


def test_without_a_time_nobody_is_said_to_be_free(field):
    expert(field, "甲")
    [found] = candidates_for(make_session(subject=field))
    assert (found.is_free, found.why_not) == (None, ())


def test_when_a_title_was_last_taught(field):
    teacher = expert(field, "甲")
    place(make_session(title="议事规则"), teachers=[teacher])
    place(make_session(title="议事规则"), day=TUESDAY, teachers=[teacher])
    place(make_session(title="别的"), time="14:00", day=TUESDAY, teachers=[teacher])
    asked = make_session(title="议事规则", subject=field)
    with clock.at(at("20:00", TUESDAY)):
        [found] = candidates_for(asked)
    assert found.last_taught == at("08:30", TUESDAY)
    with clock.at(at("20:00", MONDAY)):
        [found] = candidates_for(asked)
    assert found.last_taught == at("08:30", MONDAY)


@pytest.mark.parametrize("n", [1, 3])
def test_candidates_cost_the_same_for_one_and_for_three(n, field, django_assert_num_queries):
    for number in range(n):
        teacher = expert(field, f"教师{number}", sessions_per_day=3)
        held(make_session(), time="14:00", teachers=[teacher])
    session = make_session(subject=field)
    with django_assert_num_queries(10):
        assert len(candidates_for(session, at("09:00"))) == n


# --- What everybody may know ---
def test_only_what_was_held_and_announced_is_told():
    teacher = make_teacher()
    for title in ("议事规则", "议事规则", "楼长工作"):
        held(make_session(title=title), day=TUESDAY if title == "楼长工作" else MONDAY, teachers=[])
    first, second = make_session(title="议事规则"), make_session(title="议事规则")
    held(first, teachers=[teacher])
    held(second, day=TUESDAY, teachers=[teacher])
    place(make_session(title="草稿"), time="14:00", teachers=[teacher])
    held(
        make_session(make_class(ClassState.PLANNED), title="未公布"),
        time="16:00",
        teachers=[teacher],
    )
    held(make_session(title="以后"), time="16:00", day=TUESDAY, teachers=[teacher])
    with clock.at(at("12:00", TUESDAY)):
        [given] = courses_given([teacher])[teacher.pk]
    assert (given.title, given.times, given.last) == ("议事规则", 2, at("08:30", TUESDAY))


def test_list_is_for_everybody_and_keeps_phones_to_itself(client, field):
    expert(field, "张敏", phone="15400001111", title="教授", unit="市委党校", contact="15400001111")
    make_teacher(name="离任者", is_active=False)
    shown = client.get(reverse("classes:faculty")).content.decode()
    for word in ("张敏", "教授", "市委党校", "协商议事"):
        assert word in shown
    assert "离任者" not in shown
    assert "15400001111" not in shown


def test_teacher_is_found_by_name_unit_title_and_field(field):
    teacher = expert(field, "张敏", unit="市委党校", title="教授")
    make_teacher(name="李强")
    for words in ("张", "党校", "教授", "议事"):
        assert list(faculty(words)) == [teacher]
    assert list(faculty("", field.pk)) == [teacher]
    assert not faculty("没有")


def test_filter_in_the_address_and_what_is_not_understood(client, field):
    expert(field, "张敏")
    make_teacher(name="李强")
    address = reverse("classes:faculty")
    shown = client.get(address, {"field": field.pk}).content.decode()
    assert ("张敏" in shown, "李强" in shown) == (True, False)
    shown = client.get(address, {"field": "x", "q": "强"}).content.decode()
    assert ("张敏" in shown, "李强" in shown) == (False, True)
    assert "没有符合条件的教师" in client.get(address, {"q": "没有"}).content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_list_costs_the_same_for_one_and_for_three(n, client, field, django_assert_num_queries):
    for number in range(n):
        held(make_session(), teachers=[expert(field, f"教师{number}")])
    with django_assert_num_queries(5):
        client.get(reverse("classes:faculty"))


def test_page_of_a_teacher(client, field):
    teacher = expert(field, "张敏", about="二十年社区工作", phone="15400001111")
    held(make_session(title="议事规则"), teachers=[teacher])
    address = reverse("classes:teacher", args=[teacher.pk])
    with clock.at(at("12:00", TUESDAY)):
        shown = client.get(address).content.decode()
    for word in ("二十年社区工作", "议事规则", "1 次", "2026年11月"):
        assert word in shown
    assert "15400001111" not in shown
    gone = make_teacher(is_active=False)
    assert client.get(reverse("classes:teacher", args=[gone.pk])).status_code == 404


def test_own_page_leads_a_teacher_to_their_time(client):
    teacher = make_teacher(make_user(Role.INSTRUCTOR))
    address = reverse("classes:teacher", args=[teacher.pk])
    assert "我的授课时间" not in client.get(address).content.decode()
    client.force_login(teacher.person)
    assert reverse("classes:my-time") in client.get(address).content.decode()


# --- A teacher's own time ---
def blackout_form(days=1, **more):
    day = timezone.localdate() + dt.timedelta(days=days)
    return {"starts_at": f"{day}T08:00", "ends_at": f"{day}T12:00", "reason": "出差"} | more


def test_teacher_enters_a_blackout_and_takes_it_back(client):
    teacher = make_teacher(make_user(Role.INSTRUCTOR))
    client.force_login(teacher.person)
    address = reverse("classes:my-time")
    shown = client.post(address, blackout_form(), follow=True).content.decode()
    assert "停用时段已登记。这段时间没有已排的课次。" in shown
    blackout = Blackout.objects.get()
    assert (blackout.resource, timezone.localtime(blackout.starts_at).hour) == (teacher.resource, 8)
    again = {"blackout": blackout.pk}
    shown = client.post(reverse("classes:lift-blackout"), again, follow=True).content.decode()
    assert "停用时段已撤销" in shown
    assert not Blackout.objects.exists()


def test_slip_in_the_year_of_a_blackout_is_named_at_its_field(client):
    client.force_login(make_teacher(make_user(Role.INSTRUCTOR)).person)
    for name, typed in [("starts_at", "0001-01-01T08:00"), ("ends_at", "9999-12-31T08:00")]:
        answer = client.post(reverse("classes:my-time"), blackout_form(**{name: typed}))
        assert "请核对年份" in answer.context["form"].errors[name][0]
    assert not Blackout.objects.exists()


def test_late_blackout_shows_what_it_hits(client):
    teacher = make_teacher(make_user(Role.INSTRUCTOR))
    day = timezone.localdate() + dt.timedelta(days=1)
    found = make_class(starts_on=day, ends_on=day, name="书记班")
    place(make_session(found, title="议事规则"), day=day, teachers=[teacher])
    client.force_login(teacher.person)
    shown = client.post(reverse("classes:my-time"), blackout_form(), follow=True).content.decode()
    assert "以下课次没有自动取消，已通知教务和班主任：“议事规则”（书记班" in shown
    assert "影响已排的课" in shown


def test_faults_are_named_and_nothing_is_lost(client):
    teacher = make_teacher(make_user(Role.INSTRUCTOR))
    client.force_login(teacher.person)
    wrong = blackout_form(ends_at="2026-01-01T08:00", reason="外出讲课")
    shown = client.post(reverse("classes:my-time"), wrong).content.decode()
    assert "结束要晚于开始" in shown
    assert 'value="外出讲课"' in shown
    assert (
        "请写明原因"
        in client.post(reverse("classes:my-time"), blackout_form(reason="")).content.decode()
    )
    assert not Blackout.objects.exists()


def test_own_time_is_for_teachers_and_only_theirs(client):
    other = make_teacher()
    stretch = {"starts_at": at("08:00"), "ends_at": at("12:00")}
    theirs, _ = add_blackout(resource=other.resource, **stretch, reason="病", by=make_planner())
    client.force_login(make_user(Role.TRAINEE))
    refused = client.get(reverse("classes:my-time"))
    assert refused.status_code == 403
    assert "这一页给登记为教师的人" in refused.content.decode()
    client.force_login(make_teacher(make_user(Role.INSTRUCTOR)).person)
    client.post(reverse("classes:lift-blackout"), {"blackout": theirs.pk})
    assert Blackout.objects.get() == theirs


@pytest.mark.parametrize("n", [1, 3])
def test_own_time_costs_the_same_for_one_and_for_three(n, client, django_assert_num_queries):
    teacher = make_teacher(make_user(Role.INSTRUCTOR))
    for days in range(n):
        day = timezone.localdate() + dt.timedelta(days=days + 1)
        place(make_session(make_class(starts_on=day, ends_on=day)), day=day, teachers=[teacher])
        stretch = {"starts_at": at("08:00", day), "ends_at": at("12:00", day)}
        add_blackout(resource=teacher.resource, **stretch, reason="病", by=teacher.person)
    client.force_login(teacher.person)
    with django_assert_num_queries(9):
        client.get(reverse("classes:my-time"))
