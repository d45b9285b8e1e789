"""Wagtail's own pages work in a real browser under the policy of the admin."""

from contextlib import contextmanager

import pytest
from wagtail.models import Page

from tests.harness.browser import DESKTOP

pytestmark = pytest.mark.browser

ADDRESSES = [
    "/admin/",
    "/admin/pages/",
    "/admin/images/add/",
    "/admin/pages/add/courses/lessonpage/{chapter}/",
]


@pytest.fixture
def chapter(live_server):
    """Somewhere to add a lesson, whose editor shows rich text, blocks and choosers."""
    from courses.pages import ChapterPage

    page = ChapterPage(title="第一章", slug="one")
    return Page.objects.get(depth=2).add_child(instance=page)


@pytest.fixture
def staff_page(open_page, live_server, client, admin_user):
    """Opens a desk's page for someone signed in."""
    client.force_login(admin_user)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}

    @contextmanager
    def opened():
        with open_page(viewport=DESKTOP) as page:
            page.context.add_cookies([{**cookie, "url": live_server.url}])
            yield page

    return opened


def visit(page, chapter):
    for address in ADDRESSES:
        assert page.goto(address.format(chapter=chapter.pk)).status == 200
        page.wait_for_load_state("networkidle")


def test_the_editor_opens_without_a_slip(staff_page, chapter):
    with staff_page() as page:
        visit(page, chapter)
        assert page.locator("[data-contentpath='body']").count() >= 1


def test_without_the_exception_the_editor_is_refused(staff_page, chapter, settings):
    """The control, and the day Wagtail needs no exception any more (decision 0003)."""
    settings.ADMIN_CONTENT_SECURITY_POLICY = {}
    with pytest.raises(AssertionError, match="inline script"), staff_page() as page:
        visit(page, chapter)
