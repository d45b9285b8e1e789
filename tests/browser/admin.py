"""Steps in Wagtail's admin, by the words that stand on its screens."""

import re

from playwright.sync_api import Page, expect

# A machine that is busy otherwise takes its time over Wagtail's heavier screens.
expect.set_options(timeout=20_000)


def open_menu(page: Page, *labels: str) -> None:
    """Through the menu at the side, one label after the other."""
    for label in labels:
        page.locator(".sidebar .menuitem-label").get_by_text(label, exact=True).click()


def open_form(page: Page, link: str) -> None:
    """Follow a link to a form, and wait until its scripts listen."""
    page.locator("main").get_by_role("link", name=link, exact=True).click()
    page.wait_for_url("**/add/**")
    page.locator("body.ready").wait_for()


def fill(page: Page, label: str, text: str) -> None:
    page.locator("main").get_by_role("textbox", name=label).fill(text)


def name_page(page: Page, title: str) -> None:
    """The page's address is made of its title a moment after the field is left."""
    fill(page, "标题", title)
    page.keyboard.press("Tab")
    expect(page.locator("[name=slug]")).to_have_value(title)


def add_block(page: Page, label: str) -> None:
    """Put a block at the end of a stream."""
    page.get_by_title("插入内容块").last.click()
    page.get_by_role("option", name=label, exact=True).click()


def add_paragraph(page: Page, text: str) -> None:
    """Written once the editor has passed it on to the form, a quarter of a second later."""
    add_block(page, "正文")
    editor = page.locator(".public-DraftEditor-content")
    editor.click()
    expect(editor).to_be_focused()
    # At once, as an input method does: single keys overtake the editor's caret.
    page.keyboard.insert_text(text)
    expect(page.locator("[name=body-0-value]")).to_have_value(re.compile(text))


def choose(page: Page, button: str, title: str) -> None:
    """Open a chooser and take the item with that title."""
    page.get_by_role("button", name=button).last.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("link", name=title, exact=True).click()
    # The next dialog may only be asked for when nothing is left of this one.
    expect(page.locator(".modal, .modal-backdrop")).to_have_count(0)


def submit_for_review(page: Page) -> None:
    """By the arrow beside “保存草稿”."""
    page.get_by_role("button", name="更多操作").click()
    page.get_by_role("button", name="提交审核：课程审核").click()
    expect(page.locator(".messages")).to_contain_text("提交审核")


def approve(page: Page, title: str) -> None:
    """From the list of what waits for the reviewer, on the first screen; approving publishes."""
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=title, exact=True))
    row.get_by_role("button", name="操作").click()
    page.get_by_role("button", name="通过", exact=True).click()
    expect(row).to_have_count(0)
