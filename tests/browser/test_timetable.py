"""A planner drags sessions on the board; the class sees what was published on a phone."""

import pytest
from playwright.sync_api import expect

from academy.classes.actions import publish_timetable
from academy.classes.models import Session
from academy.people.enums import Role
from tests.factories.classes import (
    MONDAY,
    at,
    make_class,
    make_room,
    make_session,
    make_teacher,
    make_trainee,
    place,
)
from tests.factories.staff import make_staff
from tests.harness.browser import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The server's refusal of a drag: the board says it in words.
REFUSED = 422


def card(page, session):
    return page.locator(f"[data-card='{session.pk}']")


def zone(page, day, time):
    return page.locator(f"[data-zone][data-day='{day}'][data-time='{time}']")


def drag(page, session, target):
    page.wait_for_load_state("networkidle")
    card(page, session).drag_to(target)


def test_drag_into_a_clash_goes_back_and_into_a_gap_stays(live_server, open_page, sign_in):
    planner = make_staff(Role.ADMINISTRATOR)
    teacher, room = make_teacher(name="张敏"), make_room(name="401")
    other = make_session(make_class(name="网格员班"), title="三会一课")
    place(other, "13:30", teachers=[teacher], room=room, by=planner)
    session = make_session(make_class(name="书记班"), title="议事规则")
    place(session, "08:30", teachers=[teacher], room=room, by=planner)
    address = f"/admin/classes/timetable/classes/{session.training_class.code}/?week={MONDAY}"
    with open_page(viewport=DESKTOP, expected=[REFUSED]) as page:
        sign_in(page, planner)
        page.goto(address)
        drag(page, session, zone(page, MONDAY, "13:30"))
        words = card(page, session).locator("[data-card-words]")
        expect(words).to_contain_text("没有移到这里")
        expect(words.locator("li")).to_have_text(
            [
                "教师张敏 11月30日 13:30–15:00 已有“三会一课”（网格员班）",
                "教室401 11月30日 13:30–15:00 已有“三会一课”（网格员班）",
            ]
        )
        expect(zone(page, MONDAY, "08:30").locator("[data-card]")).to_have_count(1)
        assert Session.objects.get(pk=session.pk).starts_at == at("08:30")
        drag(page, session, zone(page, MONDAY, "15:20"))
        expect(zone(page, MONDAY, "15:20").locator("[data-card]")).to_have_count(1)
        expect(card(page, session)).to_contain_text("15:20–16:50")
        expect(page.locator("[data-board-note]")).to_have_text("△ 有改动还没有公布")
        expect(words).to_be_hidden()
        assert Session.objects.get(pk=session.pk).starts_at == at("15:20")
        # Once more with the version that the first move brought.
        drag(page, session, zone(page, MONDAY, "18:30"))
        expect(card(page, session)).to_contain_text("18:30–20:00")


def test_form_says_the_same_and_publishing_reaches_the_phone(live_server, open_page, sign_in):
    planner, room = make_staff(Role.ADMINISTRATOR), make_room(name="401")
    session = make_session(make_class(name="书记班"), title="议事规则")
    trainee = make_trainee(session.training_class).person
    with open_page(viewport=DESKTOP) as page:
        sign_in(page, planner)
        page.goto(f"/admin/classes/timetable/classes/{session.training_class.code}/")
        page.get_by_role("link", name="议事规则").click()
        page.get_by_label("日期").fill(MONDAY.isoformat())
        page.get_by_label("开始时间").fill("08:30")
        page.get_by_label("教室", exact=True).select_option(label=room.name)
        page.get_by_role("button", name="先查冲突").click()
        expect(page.get_by_role("alert")).to_contain_text("没有冲突，可以保存")
        page.get_by_role("button", name="保存").click()
        page.get_by_role("link", name="公布第 1 版").click()
        expect(page.locator("main")).to_contain_text("将通知 1 人")
        page.get_by_role("button", name="公布并通知 1 人").click()
        expect(page.locator(".messages")).to_contain_text("课表第 1 版已公布")
    with open_page(viewport=PHONE, has_touch=True, is_mobile=True) as phone:
        sign_in(phone, trainee)
        phone.goto("/me/notices/")
        phone.get_by_role("link", name="书记班：课表已公布").click()
        expect(phone.locator(".week")).to_contain_text("议事规则")
        expect(phone.locator(".week")).to_contain_text("08:30–10:00")


def test_week_is_read_without_scripts(live_server, open_page, sign_in):
    session = place(make_session(title="议事规则"))
    publish_timetable(training_class=session.training_class, by=make_staff(Role.ADMINISTRATOR))
    with open_page(viewport=PHONE, java_script_enabled=False) as phone:
        sign_in(phone, make_trainee(session.training_class).person)
        phone.goto(f"/classes/{session.training_class.code}/timetable/")
        expect(phone.locator(".week")).to_contain_text("议事规则")
        phone.get_by_role("link", name="下一周").click()
        expect(phone.locator(".week")).not_to_contain_text("议事规则")
