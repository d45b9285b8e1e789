"""What scripts write into the admin is Chinese too: read in a real browser, everything unfolded."""

from contextlib import contextmanager

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect
from wagtail.images.tests.utils import get_test_image_file

from academy.people.enums import Role
from tests.factories.admin import SUPERUSER, make_everything
from tests.harness.browser import DESKTOP
from tests.harness.language import ATTRIBUTES, SILENT, UNAVOIDABLE, foreign_words

pytestmark = pytest.mark.browser
# Opens the next of what says that it is folded (menus, panels, pickers, dialogs), once each.
UNFOLD = """() => {
  const folded = [...document.querySelectorAll("button[aria-expanded='false']")].find(
    (button) => button.checkVisibility() && !button.dataset.unfolded);
  if (!folded) return "";
  folded.dataset.unfolded = "yes";
  folded.click();
  return folded.ariaLabel || folded.title || folded.innerText || "?";
}"""
READ = """([silent, attributes]) => {
  const shown = [...document.querySelectorAll("body *")].filter(
    (element) => element.checkVisibility() && !element.closest(silent));
  return shown.flatMap((element) => [
    ...attributes.map((name) => element.getAttribute(name)),
    ...[...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data),
  ]).filter((text) => text && text.trim());
}"""


class Reader:
    """Somebody at a desk, who notes every text that is not Chinese, and where it stood."""

    def __init__(self, page) -> None:
        self.page = page
        self.strange: dict[str, str] = {}

    def open(self, address: str) -> None:
        assert self.page.goto(address).status == 200
        self.page.wait_for_load_state("networkidle")
        self.note("as it opens")

    def note(self, what: str) -> None:
        for text in self.page.evaluate(READ, [", ".join(SILENT), ATTRIBUTES]):
            words = " ".join(text.split())
            if foreign_words(words) and words not in UNAVOIDABLE:
                self.strange.setdefault(words, f"{self.page.url}: {what}")

    def unfold_everything(self) -> None:
        """One after the other, since opening one may close or bring another."""
        while what := self.page.evaluate(UNFOLD):
            self.page.wait_for_timeout(150)
            self.note(what)
            self.page.keyboard.press("Escape")

    def type(self, keys: str) -> None:
        self.page.keyboard.type(keys)
        self.page.wait_for_timeout(300)
        self.note(f"typed {keys}")

    def press(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_timeout(150)
        self.note(selector)


@pytest.fixture
def academy(live_server):
    return make_everything()


@pytest.fixture
def reader(open_page, live_server, academy):
    @contextmanager
    def signed_in(who):
        client = Client()
        client.force_login(academy.staff[who])
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        with open_page(viewport=DESKTOP) as page:
            page.context.add_cookies([{**cookie, "url": live_server.url}])
            yield Reader(page)

    return signed_in


def edit(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_everything_that_unfolds(reader, academy):
    chapter = academy.lesson.get_parent()
    author = [
        *("/admin/", f"/admin/pages/{chapter.pk}/", edit(academy.lesson)),
        *("/admin/snippets/courses/quiz/add/", "/admin/images/multiple/add/"),
    ]
    superuser = [
        *("/admin/users/", "/admin/snippets/certification/programme/add/"),
        *("/admin/workflows/add/", "/admin/certificate/", "/admin/snippets/desk/suggestion/"),
    ]
    screens = {
        Role.INSTRUCTOR: author,
        Role.REVIEWER: [edit(academy.waiting)],
        SUPERUSER: superuser,
    }
    for who, addresses in screens.items():
        with reader(who) as staff:
            for address in addresses:
                staff.open(address)
                staff.unfold_everything()
            assert staff.strange == {}


def test_writing_a_lesson(reader, academy):
    """Rich text, a dialog that asks the server, the calendar, a comment, the keys."""
    with reader(Role.INSTRUCTOR) as author:
        author.open(edit(academy.lesson))
        author.press(".public-DraftEditor-content")
        author.type("/")
        author.press("#id_placements-ADD")
        author.press("[data-chooser-action-choose]:visible")
        author.open(edit(academy.lesson))
        author.press("[aria-label='显示或隐藏状态']")
        author.press("[data-a11y-dialog-show='schedule-publishing-dialog']:visible")
        author.press("#id_go_live_at")
        author.open(edit(academy.lesson))
        author.press("[aria-label='显示或隐藏批注']")
        author.press(".comment__text:visible")
        author.open(edit(academy.lesson))
        author.type("?")
    assert author.strange == {}


def test_uploading_a_picture(reader):
    with reader(Role.INSTRUCTOR) as author:
        author.open("/admin/images/multiple/add/")
        picture = get_test_image_file(filename="1.png", size=(1, 1)).read()
        files = [
            {"name": "1.png", "mimeType": "image/png", "buffer": picture},
            {"name": "2.png", "mimeType": "image/png", "buffer": b"no picture"},
        ]
        author.page.locator("input[type=file]").set_input_files(files)
        expect(author.page.locator("#upload-list > li")).to_have_count(2)
        author.page.wait_for_load_state("networkidle")
        author.note("uploaded and refused")
    assert author.strange == {}
