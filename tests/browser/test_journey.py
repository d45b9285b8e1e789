"""From the sign-in to the certificate, by keyboard alone and without a script."""

import pytest
from playwright.sync_api import Page

from academy.certification.models import Certificate
from tests.browser.keyboard import Keyboard
from tests.browser.study import make_study, right_answers_now
from tests.factories.people import PASSWORD
from tests.harness.browser import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_by_keyboard_alone(desktop_page):
    study, keyboard = make_study(), Keyboard(desktop_page)
    desktop_page.goto("/")
    keyboard.tab_to("跳到正文")
    keyboard.open("登录学习")
    keyboard.answer("login", study.trainee.username)
    keyboard.answer("password", PASSWORD)
    keyboard.open("登录")
    keyboard.open("看看有哪些课")
    keyboard.open(study.course.title)
    keyboard.open("选课")

    keyboard.open(study.reading.title)
    keyboard.open("开始")
    keyboard.answer("confirm", "read")
    keyboard.open("确认读完")
    keyboard.open("回到课文")
    keyboard.open(study.quiz.title)
    keyboard.open("开始")
    for field, values in right_answers_now().items():
        keyboard.answer(field, *values)
    keyboard.open("交卷")
    assert "得 4 分，满分 4 分" in desktop_page.inner_text("main")

    keyboard.open("我的")
    keyboard.open("我的证书")
    keyboard.open("看证书项目")
    keyboard.open(study.programme.title)
    keyboard.open("领取证书")
    keyboard.tab_to("下载 PDF")
    keyboard.open("查验页")
    assert "证书有效" in desktop_page.inner_text("main")
    assert Certificate.objects.get().holder == study.trainee


class Hand:
    """A finger on a phone whose browser runs no script."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, words: str) -> None:
        self.page.locator("main").get_by_role("link", name=words).first.click()

    def press(self, words: str) -> None:
        self.page.locator("main").get_by_role("button", name=words, exact=True).click()

    def answer(self, name: str, *values: str) -> None:
        fields = self.page.locator(f"[name={name}]:not([type=hidden])")
        if fields.first.get_attribute("type") in {"radio", "checkbox"}:
            for value in values:
                self.page.check(f"[name={name}][value='{value}']")
        else:
            fields.fill(values[0])

    def reads(self) -> str:
        return self.page.inner_text("main")


@pytest.fixture
def hand(open_page):
    with open_page(viewport=PHONE, has_touch=True, java_script_enabled=False) as page:
        yield Hand(page)


def test_without_a_script(hand):
    study = make_study()
    hand.page.goto(study.course.url)
    hand.follow("登录后选课")
    hand.answer("login", study.trainee.username)
    hand.answer("password", PASSWORD)
    hand.press("登录")
    hand.press("选课")

    hand.follow(study.reading.title)
    hand.press("开始")
    hand.answer("confirm", "read")
    hand.press("确认读完")
    hand.follow("回到课文")
    hand.follow(study.quiz.title)
    hand.press("开始")
    hand.press("交卷")
    assert "还没有交卷：有 4 题没有作答" in hand.reads()
    for field, values in right_answers_now().items():
        hand.answer(field, *values)
    hand.press("交卷")
    assert "得 4 分，满分 4 分" in hand.reads()

    hand.page.goto("/me/archive/")
    assert study.reading.title in hand.reads()
    hand.page.goto("/programmes/")
    hand.follow(study.programme.title)
    hand.press("领取证书")
    hand.follow("查验页")
    assert "证书有效" in hand.reads()


def test_a_certificate_is_checked_without_a_script(hand):
    hand.page.goto("/")
    hand.follow("查验证书")
    hand.answer("number", "CC 2026 0000")
    hand.press("查验")
    assert "没有这个编号" in hand.reads()


def test_text_grows_and_courses_are_filtered_without_a_script(hand):
    study = make_study()
    hand.page.goto("/courses/")
    hand.page.get_by_role("button", name="特大").click()
    assert hand.page.get_attribute("html", "data-size") == "xlarge"
    hand.page.get_by_text("筛选课程").click()
    hand.page.select_option("[name=subject]", "people")
    hand.press("筛选")
    assert "没有符合条件的课程" in hand.reads()
    hand.follow("看全部课程")
    assert study.course.title in hand.reads()
