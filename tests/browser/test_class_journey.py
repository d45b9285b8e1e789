"""One class from the plan to the certificate, by four people, through the screens alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from academy.certification.models import Certificate
from academy.classes.enums import PaperKind
from academy.classes.models import TrainingClass
from academy.core import clock
from academy.people.enums import Role
from tests.factories.certification import make_programme
from tests.factories.classes import make_room
from tests.factories.duties import work
from tests.factories.people import make_organisation, make_user
from tests.factories.staff import make_staff
from tests.harness.browser import DESKTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE, NAME = "2026-077", "社区书记示范班"
DESK = {"viewport": DESKTOP}
HAND = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
ATTENDED = {"type": "class_attendance", "value": {"percent": 90}}


@pytest.fixture
def people(live_server):
    """The academy's office, a head teacher, a unit's manager and the trainee they send."""
    unit = make_organisation(name="宽城区", code="220103")
    make_programme(ATTENDED, is_for_classes=True, title="培训班结业证书")
    make_room(name="401教室")
    return {
        "office": make_staff(Role.ADMINISTRATOR),
        "head": make_user(Role.HEAD_TEACHER, name="陈静", username="chenjing"),
        "manager": make_user(Role.ORGANISATION_MANAGER, unit, name="吴强"),
        "trainee": make_user(Role.TRAINEE, unit, name="王小梅"),
    }


def test_class_from_plan_to_certificate(people, open_page, sign_in):
    with open_page(**DESK) as office:
        sign_in(office, people["office"])
        plan(office)
        announce(office)
        put_on_the_timetable(office)
        with open_page(**HAND) as manager:
            sign_in(manager, people["manager"])
            nominate(manager)
        confirm(office)
        with open_page(**HAND) as head:
            sign_in(head, people["head"])
            welcome(head)
            step(office, "办班中")
            call_the_roll(head)
        finish(office)
    with open_page(**HAND) as trainee:
        sign_in(trainee, people["trainee"])
        take_certificate(trainee)
    assert Certificate.objects.get().scope_title == NAME


def step(office: Page, label: str) -> None:
    """The next step, from the desk of the class."""
    found = TrainingClass.objects.get(code=CODE)
    office.goto(f"/admin/training_class/inspect/{found.pk}/")
    office.get_by_role("button", name=f"改为“{label}”").click()
    expect(office.locator("[aria-current=step]")).to_contain_text(label)


def plan(office: Page) -> None:
    """For today alone: its session has begun whatever the hour, and it ends today."""
    office.goto("/admin/training_class/new/")
    today = clock.today()
    for label, value in (
        ("编号", CODE),
        ("班名", NAME),
        ("计划年度", str(today.year)),
        ("目的和内容（方案要点）", "讲政策、讲程序，训完能用。"),
        ("开班日期", f"{today}"),
        ("结业日期", f"{today}"),
        ("人数", "40"),
    ):
        office.get_by_label(label).first.fill(value)
    office.get_by_label("结业条件").select_option(label="培训班结业证书")
    office.get_by_role("button", name="新建", exact=True).click()
    expect(office.locator("main")).to_contain_text("列入年度计划")


def announce(office: Page) -> None:
    step(office, "已立项")
    found = TrainingClass.objects.get(code=CODE)
    office.goto(f"/admin/training_class/{found.pk}/staff/")
    office.get_by_label("班主任", exact=True).fill("chenjing")
    office.get_by_role("button", name="保存").click()
    office.goto(f"/admin/training_class/{found.pk}/quotas/")
    office.locator("textarea[name=lines]").fill("宽城区 5")
    office.get_by_role("button", name="保存").click()
    step(office, "报名中")


def put_on_the_timetable(office: Page) -> None:
    board = f"/admin/classes/timetable/classes/{CODE}/"
    office.goto(f"{board}add/seminarsession/")
    office.locator("[name=title]").fill("议事协商")
    office.get_by_role("button", name="列入课表").click()
    office.goto(board)
    office.get_by_role("link", name="议事协商").click()
    office.get_by_label("日期").fill(f"{clock.today()}")
    office.get_by_label("开始时间").fill("00:00")
    office.get_by_label("教室", exact=True).select_option(label="401教室")
    office.get_by_role("button", name="保存").click()
    office.goto(f"{board}publish/")
    office.get_by_role("button", name="公布并通知").click()
    expect(office.locator(".messages")).to_contain_text("课表第 1 版已公布")


def nominate(manager: Page) -> None:
    manager.goto("/me/")
    manager.get_by_role("link", name="培训班报名").click()
    manager.get_by_role("link", name=NAME).click()
    manager.get_by_role("button", name=re.compile("报名.*王小梅")).click()
    expect(manager.locator("main")).to_contain_text("单位已同意")


def confirm(office: Page) -> None:
    office.goto(f"/classes/{CODE}/roster/")
    office.get_by_role("button", name="确认全部已同意的人").click()
    expect(office.locator("main")).to_contain_text("已确认 1 人")
    step(office, "名单已确认")


def welcome(head: Page) -> None:
    head.goto("/classes/")
    head.get_by_role("link", name=NAME).click()
    head.get_by_role("link", name="名单").click()
    head.get_by_role("button", name="登记全部已确认的人报到").click()
    expect(head.locator("main")).to_contain_text("已登记 1 人报到")


def call_the_roll(head: Page) -> None:
    head.goto("/classes/desk/")
    head.get_by_role("link", name="议事协商").click()
    head.get_by_role("button", name="其余全部到课").click()
    expect(head.locator("[data-roll-rate]")).to_contain_text("100%")
    head.get_by_role("button", name="完成点名").click()
    expect(head.locator("main")).to_contain_text("点名已完成")


def finish(office: Page) -> None:
    step(office, "已结业")
    work()
    found = TrainingClass.objects.get(code=CODE)
    for kind in PaperKind:
        office.goto(f"/admin/training_class/{found.pk}/papers/")
        office.get_by_label("材料").select_option(value=kind.value)
        paper = {"name": f"{kind.label}.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
        office.locator("input[type=file]").set_input_files(paper)
        office.get_by_role("button", name="保存").click()
        expect(office.locator(".messages")).to_contain_text("已归档")
    step(office, "已归档")


def take_certificate(trainee: Page) -> None:
    trainee.goto("/me/notices/")
    trainee.get_by_role("link", name=f"已归档：{NAME}").click()
    trainee.get_by_role("link", name="结业").click()
    expect(trainee.locator("main")).to_contain_text("应到 1 次，实到 1 次")
    trainee.get_by_role("button", name="领取证书").click()
    expect(trainee.locator("main")).to_contain_text(NAME)
