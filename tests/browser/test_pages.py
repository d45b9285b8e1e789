"""Every page of the site, empty and full, as each visitor sees it on the narrowest phone."""

import re
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from playwright.sync_api import Page
from wagtail.models import Page as WagtailPage
from wagtail.models import get_page_models

from academy.notices.models import Notice
from tests.browser.addresses import fill, site_addresses
from tests.browser.conftest import SignIn
from tests.browser.looks import faults_of
from tests.browser.world import World, empty_world, full_world
from tests.factories.people import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LARGEST = 'data-size="xlarge"'
MAIN_PART = re.compile(r"<main\b.*</main>", re.DOTALL)
MAIN = {"desk:home", "people:me", "learning:archive", "courses:lesson", "courses:activity"}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def addresses_of(world: World) -> list[str]:
    named = [fill(a, world.samples) for a in site_addresses() if world.samples or not a.parameters]
    return list(dict.fromkeys([*named, *world.states, "/no/such/page/"]))


def html_at(page: Page, address: str) -> str:
    """The page at this very address; empty for files, JSON, redirects and targets of forms."""
    answer = page.request.get(address, max_redirects=0)
    is_html = answer.headers.get("content-type", "").startswith("text/html")
    if not is_html or "location" in answer.headers:
        return ""
    return "" if answer.status == HTTPStatus.METHOD_NOT_ALLOWED else answer.text()


def new_pages(page: Page, addresses: list[str], seen: set[str]) -> Iterator[str]:
    """Addresses whose main part no visitor has seen so far."""
    for address in addresses:
        html = html_at(page, address)
        main = TOKEN.sub("", "".join(MAIN_PART.findall(html)))
        if html and main not in seen:
            assert LARGEST in html, address
            seen.add(main)
            yield address


def visit_all(page: Page, world: World, sign_in: SignIn, seen: set[str]) -> list[str]:
    """Faults on the pages of a visitor, then of a trainee, then of a unit's manager."""
    faults = []
    for visitor in (None, world.trainee, world.manager):
        if visitor:
            sign_in(page, visitor)
        for address in new_pages(page, addresses_of(world), seen):
            page.goto(address)
            faults += [f"{visitor or 'nobody'} {address}  {fault}" for fault in faults_of(page)]
    return faults


@pytest.fixture(scope="module")
def seen() -> set[str]:
    """Main parts of the pages looked at so far."""
    return set()


@pytest.mark.parametrize("make_world", [empty_world, full_world])
def test_every_page_can_be_read_and_used(narrow_page, sign_in, seen, make_world):
    before = len(seen)
    faults = visit_all(narrow_page, make_world(), sign_in, seen)
    assert faults == [], "\n".join(faults)
    assert len(seen) - before > 20


@pytest.mark.parametrize(("unread", "shown"), [(1, "1"), (12, "12"), (100, "99+")])
def test_the_count_of_notices_is_seen_whole(narrow_page, sign_in, unread, shown):
    person = make_user()
    values = {"person": person, "kind": "courses.study_required", "title": "必学"}
    Notice.objects.bulk_create(Notice(**values, key=f"notice:{n}") for n in range(unread))
    sign_in(narrow_page, person)
    for width in (320, 360):
        narrow_page.set_viewport_size({"width": width, "height": 640})
        for address in ("/", "/me/"):
            narrow_page.goto(address)
            assert narrow_page.inner_text(".nav__count").startswith(shown)
            assert faults_of(narrow_page) == [], (width, address)


def test_wider_windows_show_the_main_pages_as_well(desktop_page, sign_in):
    world = full_world()
    sign_in(desktop_page, world.trainee)
    addresses = [fill(found, world.samples) for found in site_addresses() if found.name in MAIN]
    for address in [*addresses, "/courses/"]:
        desktop_page.goto(address)
        for width in (600, 1280):
            desktop_page.set_viewport_size({"width": width, "height": 900})
            assert faults_of(desktop_page) == [], (address, width)


def test_every_address_opens_for_somebody(client):
    """A sample that leads nowhere would leave its page unseen."""
    world = full_world()
    shut = {fill(address, world.samples) for address in site_addresses()}
    for person in (None, world.trainee, world.manager):
        if person:
            client.force_login(person)
        shut -= {url for url in shut if opens(client.get(url))}
    assert sorted(shut) == []


def opens(answer) -> bool:
    """A page or a file, the target of a form, or the way to another address but the sign-in."""
    to_sign_in = answer.status_code == HTTPStatus.FOUND and answer.url.startswith("/login/?")
    return (answer.status_code < 400 and not to_sign_in) or (
        answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    )


def test_every_type_of_page_is_among_them():
    full_world()
    there = {type(page) for page in WagtailPage.objects.live().specific()}
    assert {model for model in get_page_models() if model is not WagtailPage} - there == set()
