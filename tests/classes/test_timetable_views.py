"""Pages of the published timetable."""

import datetime as dt

import pytest
from django.urls import reverse

from academy.classes.actions import cancel_session, publish_timetable
from academy.core import clock
from academy.people.enums import Role
from tests.factories.classes import (
    MONDAY,
    at,
    make_class,
    make_planner,
    make_room,
    make_session,
    make_teacher,
    make_trainee,
    place,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def publish(session) -> None:
    publish_timetable(training_class=session.training_class, by=make_planner())
    session.refresh_from_db()


def shown(client, person, address: str, now=None) -> str:
    with clock.at(now or at("08:00")):
        client.force_login(person)
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def week_of(session) -> str:
    return reverse("classes:timetable", args=[session.training_class.code])


@pytest.mark.parametrize("week", ["0001-01-01", "1999-12-31", "2101-01-01", "9999-12-31", "x"])
def test_week_of_no_century_of_ours_is_the_usual_one(client, week):
    session = place(make_session())
    trainee = make_trainee(session.training_class).person
    publish(session)
    assert "11月30日至12月6日" in shown(client, trainee, f"{week_of(session)}?week={week}")


def test_week_shows_what_was_published_and_today(client):
    session = place(make_session(title="议事规则"), room=make_room(name="301"))
    trainee = make_trainee(session.training_class).person
    assert "课表还没有公布" in shown(client, trainee, week_of(session))
    publish(session)
    page = shown(client, trainee, week_of(session))
    for words in ("议事规则", "08:30–10:00", "301", "今天", "下一节课", "11月30日至12月6日"):
        assert words in page
    assert "正在上课" in shown(client, trainee, week_of(session), at("09:00"))
    page = shown(client, trainee, week_of(session) + "?week=2026-12-09")
    assert "12月7日至12月13日" in page
    assert "08:30–10:00 " not in page.split("week-title")[1]
    for broken in ("?week=x", "?week=2026-99-99"):
        assert "11月30日至12月6日" in shown(client, trainee, week_of(session) + broken)


def test_planners_are_led_to_the_board(client):
    session, planner = place(make_session()), make_planner()
    board = reverse("classes_class_board", args=[session.training_class.code])
    assert board in shown(client, planner, week_of(session))
    publish(session)
    assert board in shown(client, planner, week_of(session))
    assert board not in shown(client, make_trainee(session.training_class).person, week_of(session))


def test_change_stands_struck_through_for_a_week(client):
    session = place(make_session(title="议事规则"), room=make_room(name="301"))
    trainee = make_trainee(session.training_class).person
    publish(session)
    with clock.at(at("08:00")):
        place(session, "14:00", MONDAY + dt.timedelta(days=1))
        publish(session)
    old = "<del>11月30日 08:30–10:00 301</del>"
    assert old in shown(client, trainee, week_of(session))
    later = at("08:00", MONDAY + dt.timedelta(days=7))
    assert old not in shown(client, trainee, week_of(session), later)


def test_cancelled_session_is_struck_through_with_its_reason(client):
    session = place(make_session(title="议事规则"))
    trainee = make_trainee(session.training_class).person
    publish(session)
    cancel_session(session=session, reason="停电", by=make_planner())
    publish(session)
    page = shown(client, trainee, week_of(session))
    assert "<del>议事规则</del>" in page
    assert "原因：停电" in page
    sheet = reverse("classes:timetable-sheet", args=[session.training_class.code])
    assert "议事规则" not in shown(client, trainee, sheet)


def test_sheet_is_a_table_of_everything(client):
    found = make_class()
    for day in (0, 3):
        place(make_session(found, title=f"第{day}天"), day=MONDAY + dt.timedelta(days=day))
    publish(found.sessions.first())
    sheet = reverse("classes:timetable-sheet", args=[found.code])
    page = shown(client, make_trainee(found).person, sheet)
    assert page.count("<tr>") == 3
    assert "第3天" in page


@pytest.mark.parametrize("name", ["timetable", "timetable-sheet"])
def test_learner_of_another_class_is_refused_with_a_reason(client, name):
    session = place(make_session())
    publish(session)
    client.force_login(make_trainee(make_class()).person)
    answer = client.get(reverse(f"classes:{name}", args=[session.training_class.code]))
    assert answer.status_code == 403
    assert "不在您的查看范围内" in answer.content.decode()


def test_today_brings_all_classes_together(client):
    teacher = make_teacher(make_user(Role.INSTRUCTOR))
    own, other = make_session(title="听的课"), make_session(title="讲的课")
    make_trainee(own.training_class, person=teacher.person)
    place(own)
    place(other, "14:00", teachers=[teacher])
    for session in (own, other):
        publish(session)
    page = shown(client, teacher.person, reverse("classes:today"), at("12:00"))
    assert "听的课" in page
    assert "下一节：讲的课" in page
    assert "我来讲" in page
    tuesday = at("08:00", MONDAY + dt.timedelta(days=1))
    assert "今天没有课" in shown(client, teacher.person, reverse("classes:today"), tuesday)


def test_teacher_finds_what_comes_and_what_was(client):
    teacher = make_teacher(make_user(Role.INSTRUCTOR))
    session = place(make_session(title="讲的课"), teachers=[teacher])
    place(make_session(session.training_class, title="别人的课"), "14:00")
    publish(session)
    address = reverse("classes:teaching")
    page = shown(client, teacher.person, address)
    assert "讲的课" in page
    assert "别人的课" not in page
    assert "接下来没有您的课" in shown(client, teacher.person, address, at("11:00"))
    assert "讲的课" in shown(client, teacher.person, address + "?past=1", at("11:00"))


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize(("name", "cost"), [("timetable", 9), ("today", 3), ("teaching", 3)])
def test_pages_cost_the_same_for_one_and_for_three(
    n, name, cost, client, django_assert_num_queries
):
    found, teacher = make_class(), make_teacher(make_user(Role.INSTRUCTOR))
    for number in range(n):
        place(make_session(found), f"{8 + 2 * number}:30".zfill(5), teachers=[teacher])
    publish(found.sessions.first())
    address = reverse(f"classes:{name}", args=[found.code] if name == "timetable" else [])
    with clock.at(at("07:00")):
        client.force_login(teacher.person)
        with django_assert_num_queries(cost):
            client.get(address)
