"""Visitors of the whole site, on the narrowest phone and with the largest text."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from academy.core.enums import TEXT_SIZE_COOKIE, TextSize
from academy.people.models import User

NARROWEST = {"width": 320, "height": 640}

SignIn = Callable[[Page, User], None]


@pytest.fixture
def narrow_page(open_page, live_server) -> Iterator[Page]:
    """No mobile emulation: it would zoom out of a page that is too wide."""
    size = {"name": TEXT_SIZE_COOKIE, "value": TextSize.XLARGE, "url": live_server.url}
    with open_page(viewport=NARROWEST, has_touch=True) as page:
        page.context.add_cookies([size])
        yield page


@pytest.fixture
def sign_in(live_server) -> SignIn:
    """Puts a person's session into a page's browser, without the sign-in form."""

    def put(page: Page, person: User) -> None:
        visitor = Client()
        visitor.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": visitor.cookies[name].value, "url": live_server.url}
        page.context.add_cookies([cookie])

    return put
