"""The looks see what they should: a good page with one fault each is told apart."""

import pytest

from tests.browser.keyboard import Keyboard
from tests.browser.looks import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADD = """
([tag, text, style]) => {
  const added = Object.assign(document.createElement(tag), { textContent: text });
  Object.assign(added.style, style);
  document.querySelector("main").append(added);
}
"""
COVER = """
() => {
  const over = { position: "fixed", inset: 0, zIndex: 99 };
  Object.assign(document.querySelector(".foot").style, over);
}
"""
SLIPS = {
    "scrolls sideways": ["p", "宽", {"width": "400px"}],
    "cut off": ["p", "出界", {"position": "fixed", "top": "0", "left": "300px", "width": "60px"}],
    "standard: 14 px": ["p", "小字", {"fontSize": "14px"}],
    "xlarge: 18 px": ["p", "不会变大", {"fontSize": "18px"}],
    "target 30 x 20": ["button", "点", {"width": "30px", "height": "20px", "padding": "0"}],
    "color-contrast": ["p", "看不清", {"color": "#bbb", "background": "#fff"}],
    "select-name": ["select", "", {}],
}


@pytest.mark.parametrize("told", SLIPS)
def test_a_slip_is_told(narrow_page, told):
    narrow_page.goto("/login/")
    assert faults_of(narrow_page) == []
    narrow_page.evaluate(ADD, SLIPS[told])
    assert [fault for fault in faults_of(narrow_page) if told in fault]


def test_a_heavy_page_is_told(narrow_page):
    narrow_page.route("**/login/", make_heavy)
    narrow_page.goto("/login/")
    assert [fault for fault in faults_of(narrow_page) if "weighs" in fault]


def make_heavy(route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=f"{answer.text()}<!--{'x' * 150_000}-->")


def test_a_stop_that_cannot_be_seen_is_told(desktop_page):
    desktop_page.goto("/login/")
    desktop_page.evaluate("document.querySelector('main button').style.outline = 'none'")
    with pytest.raises(AssertionError, match="no ring"):
        Keyboard(desktop_page).tab_to("没有这个词")
    desktop_page.reload()
    desktop_page.evaluate(COVER)
    with pytest.raises(AssertionError, match="hidden by"):
        Keyboard(desktop_page).tab_to("没有这个词")
