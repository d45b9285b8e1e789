"""Pages that only doing something leads to: refusals, slips, one-time answers, breakdowns."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from academy.people.enums import Role
from academy.people.models import User
from tests.browser.conftest import SignIn
from tests.browser.looks import faults_of
from tests.factories.courses import make_chapter, make_course, make_enrolment, make_lesson, publish
from tests.factories.people import PASSWORD, make_organisation, make_user
from tests.factories.quizzes import make_quiz

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Visit:
    """Somebody with the narrowest phone; `settings` of the site while it lasts."""

    page: Page
    sign_in: SignIn
    settings: Any

    def be(self, person: User) -> None:
        self.sign_in(self.page, person)

    def open(self, name: str, *args: object) -> None:
        self.page.goto(reverse(name, args=args))

    def press(self, button: str) -> None:
        self.page.locator("main").get_by_role("button", name=button, exact=True).click()

    def log_in(self, account: str, password: str) -> None:
        self.page.goto("/login/")
        self.page.fill("[name=login]", account)
        self.page.fill("[name=password]", password)
        self.press("登录")


def handing_in_too_early(visit):
    quiz, course, person = make_quiz(), make_course(), make_user()
    lesson = make_lesson(make_chapter(course), [quiz])
    publish(course)
    make_enrolment(person, course)
    visit.be(person)
    visit.open("courses:activity", lesson.pk, quiz.pk)
    visit.press("开始")
    visit.press("交卷")
    return "还没有交卷：有 4 题没有作答"


def wrong_password(visit):
    visit.log_in(make_user().username, "wrong-password")
    return "有 1 处需要修改"


def locked_out(visit):
    person = make_user()
    for _ in range(5):
        visit.log_in(person.username, "wrong-password")
    return "还要等 15 分钟才能登录"


def first_password(visit):
    visit.log_in(make_user(name="李新", must_change_password=True).username, PASSWORD)
    visit.press("保存并登录")
    return "李新，请设置自己的密码"


def deactivated(visit):
    visit.log_in(make_user(is_active=False).username, PASSWORD)
    return "这个账号已停用"


def reset_by_mail(visit):
    visit.page.goto("/password/reset/")
    visit.page.fill("[name=email]", "nobody@example.invalid")
    visit.press("发送链接")
    return "请查收邮件"


def one_time_password(visit):
    unit = make_organisation()
    person = make_user(Role.TRAINEE, unit, name="王芳")
    visit.be(make_user(Role.ORGANISATION_MANAGER, unit))
    visit.open("people:person-password", person.pk)
    visit.page.locator("main form button").click()
    return "王芳的一次性密码"


def slip_in_the_phone_number(visit):
    visit.be(make_user())
    visit.page.goto("/me/phone/")
    visit.page.fill("[name=phone]", "12")
    visit.page.locator("main form button").click()
    return "有 1 处需要修改"


def empty_suggestion(visit):
    visit.page.goto("/suggestions/")
    visit.press("送出")
    return "有 1 处需要修改"


def unknown_suggestion(visit):
    visit.page.goto("/suggestions/?number=ABC")
    return "没有这个编号"


def too_many_sign_ins(visit):
    visit.settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    for _ in range(2):
        visit.log_in("nobody", "wrong-password")
    return "操作太频繁"


def too_many_checks(visit):
    """Too many for one minute; there may be two of them."""
    answers = (visit.page.request.get("/certificates/CC00/").status for _ in range(121))
    assert 429 in answers
    visit.page.goto("/certificates/CC00/")
    return "查验太频繁"


def somebody_elses_records(visit):
    visit.be(make_user())
    visit.open("learning:person-archive", make_user().pk)
    return "这一页不向您开放"


def stale_form(visit):
    visit.page.goto("/login/")
    visit.page.context.clear_cookies()
    visit.press("登录")
    return "页面打开太久"


def breakdown(visit):
    visit.settings.ROOT_URLCONF = "tests.browser.broken"
    assert visit.page.goto("/broken/").status == 500
    return "系统出错了"


SCENES = [
    handing_in_too_early,
    wrong_password,
    locked_out,
    first_password,
    deactivated,
    reset_by_mail,
    one_time_password,
    slip_in_the_phone_number,
    empty_suggestion,
    unknown_suggestion,
    too_many_sign_ins,
    too_many_checks,
    somebody_elses_records,
    stale_form,
    breakdown,
]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_the_page_can_be_read_and_used(narrow_page, sign_in, settings, scene):
    words = scene(Visit(narrow_page, sign_in, settings))
    assert words in narrow_page.locator("main").inner_text()
    faults = faults_of(narrow_page)
    assert faults == [], "\n".join(faults)
