"""The pictures of README.md: what each shows and how one gets there."""

import io
from pathlib import Path

import pymupdf
from django.conf import settings
from PIL import Image
from playwright.sync_api import Page

from courses.models import CoursePage, LessonPage
from tests.harness.browser import open_browser, watched_page

FOLDER = Path(settings.BASE_DIR) / "docs" / "screenshots"
PHONE = {"viewport": {"width": 360, "height": 720}, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1280, "height": 780}}
COLOURS = 128
MOST_BYTES = 120 * 1024
# Slugs of demo courses: half done by the trainee in the demo, not yet begun.
HALF_DONE, NEW = "qunzhong-gongzuo", "sibu-yishifa"


def fill_album(url: str) -> None:
    """Take every picture."""
    new = CoursePage.objects.get(slug=NEW)
    first_lesson = LessonPage.objects.descendant_of(new).order_by("path").first()
    FOLDER.mkdir(exist_ok=True)
    with open_browser() as browser:
        with watched_page(browser, url, **PHONE) as page:
            as_trainee(page)
        with watched_page(browser, url, **DESK) as page:
            at_the_desk(page)
        with watched_page(browser, url, **DESK) as page:
            as_author(page, first_lesson)


def as_trainee(page: Page) -> None:
    sign_in(page, "xueyuan")
    take(page, "trainee-home")
    page.goto(f"/courses/{NEW}/")
    take(page, "course")
    press(page, "选课")
    page.goto(page.url)
    show(page, "figure")
    take(page, "lesson")
    page.goto(f"/programmes/{HALF_DONE}/")
    take(page, "completion")
    page.get_by_role("link", name="去考").click()
    press(page, "开始")
    page.locator(".choice").first.click()
    page.get_by_text("已保存").first.wait_for()
    show(page, "fieldset:has(.choice)")
    take(page, "quiz")
    page.goto("/me/archive/")
    take(page, "archive")
    page.goto("/me/certificates/")
    page.get_by_role("link", name="查验页").click()
    take(page, "certificate-check")
    paper = page.request.get(f"{page.url.rstrip('/')}.pdf").body()
    save(pymupdf.open(stream=paper)[0].get_pixmap(dpi=110).tobytes("png"), "certificate")


def at_the_desk(page: Page) -> None:
    page.goto("/courses/")
    take(page, "catalogue")
    sign_in(page, "xueyuan")
    take(page, "home")


def as_author(page: Page, lesson: LessonPage) -> None:
    sign_in(page, "jiaoshi")
    page.goto(f"/admin/pages/{lesson.pk}/edit/")
    take(page, "editor")


def sign_in(page: Page, account: str) -> None:
    page.goto("/login/")
    page.fill("[name=login]", account)
    page.fill("[name=password]", settings.DEMO_PASSWORD)
    press(page, "登录")


def press(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=words, exact=True).click()


def show(page: Page, selector: str) -> None:
    """Scroll until the first such element stands in the upper part of the window."""
    page.locator(f"main {selector}").first.evaluate("e => e.scrollIntoView()")
    page.mouse.wheel(0, -120)
    page.wait_for_timeout(400)


def take(page: Page, name: str) -> None:
    """The window with all its pictures, nothing focused."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement.blur()")
    save(page.screenshot(animations="disabled"), name)


def save(png: bytes, name: str) -> None:
    """A PNG of few colours."""
    picture = Image.open(io.BytesIO(png))
    path = FOLDER / f"{name}.png"
    picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(settings.BASE_DIR)}  {size / 1024:.0f} KB")
    assert size <= MOST_BYTES, f"{path.name} is too big for README.md"
