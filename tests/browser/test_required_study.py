"""A manager requires a course on the site; a trainee finds it at home, studies, and is done."""

import datetime as dt

import pytest

from academy.core import clock
from courses.models import RequiredStudy, StudyDuty
from tests.factories.courses import make_course
from tests.factories.duties import make_manager, make_unit, work
from tests.factories.people import PASSWORD, make_user


def sign_in(page, account):
    page.goto("/login/")
    page.get_by_label("账号或手机号").fill(account)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("/")


def fits(page):
    """No sideways scrolling."""
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def require_on_the_site(desk, due_on):
    """What the manager does, until the list is written."""
    sign_in(desk, "danwei")
    desk.goto("/me/")
    desk.get_by_role("link", name="必学安排").click()
    desk.get_by_role("link", name="安排必学").click()
    desk.get_by_role("link", name="四步议事法").click()
    desk.get_by_label("截止日期").fill(due_on.isoformat())
    desk.get_by_role("textbox", name="说明").fill("主题党日前学完。")
    desk.get_by_role("button", name="下一步").click()
    assert desk.get_by_text("1 人", exact=True).first.is_visible()
    desk.get_by_role("button", name="确认安排").click()
    desk.get_by_text("已安排。名单正在生成").wait_for()
    work()
    desk.get_by_role("link", name="查看结果").click()
    desk.get_by_text("应学 1 人，已完成 0 人，未完成 1 人。").wait_for()
    assert desk.get_by_text("还有 3 天，未完成").is_visible()


def study_on_the_phone(phone):
    """What the trainee does, from the to-do to the end."""
    sign_in(phone, "xueyuan")
    assert phone.locator(".nav__count").inner_text().startswith("1")
    assert fits(phone)
    phone.get_by_role("link", name="必学：《四步议事法》").click()
    phone.get_by_role("button", name="选课").click()
    phone.get_by_role("link", name="阅读").first.click()
    phone.get_by_role("button", name="开始").click()
    phone.get_by_label("我已读完").check()
    phone.get_by_role("button", name="确认读完").click()
    phone.goto("/")
    assert phone.get_by_text("必学：").count() == 0
    phone.goto("/me/notices/")
    phone.get_by_role("link", name="必学：《四步议事法》").click()
    assert phone.get_by_role("heading", name="四步议事法").is_visible()
    phone.goto("/me/duties/")
    assert phone.get_by_text("日完成").is_visible()
    assert fits(phone)
    assert phone.locator(".nav__count").count() == 0


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_from_the_managers_desk_to_the_trainees_phone(desktop_page, page):
    district = make_unit(name="宽城区")
    make_manager(district, username="danwei")
    trainee = make_user("trainee", make_unit(district), username="xueyuan")
    make_course(lessons=1, title="四步议事法")
    due_on = clock.today() + dt.timedelta(days=3)
    require_on_the_site(desktop_page, due_on)
    study_on_the_phone(page)
    assert StudyDuty.objects.get().person == trainee
    assert RequiredStudy.objects.get().due_on == due_on
