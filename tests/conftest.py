"""Fixtures of the whole suite: cloned databases, real servers, a real browser."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import TransactionTestCase
from playwright.sync_api import Browser, Page

from academy.certification.fonts import build_fonts
from tests.harness.browser import DESKTOP, PHONE, open_browser, watched_page
from tests.harness.databases import PostgresqlDatabases, SqliteDatabases
from tests.harness.servers import MailServer, PostgresqlServer, RedisServer
from tests.harness.workers import Workers

CLEAN_UP = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """One PostgreSQL per run: started before the workers, which inherit its address."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    if hasattr(config, "workerinput"):
        return
    config.stash[CLEAN_UP] = clean_up = ExitStack()
    clean_up.callback(shutil.rmtree, os.environ["ACADEMY_TEST_RUN"], ignore_errors=True)
    if settings.TEST_DATABASE == "postgresql" and not config.option.collectonly:
        server = PostgresqlServer()
        clean_up.callback(server.stop)
        os.environ["TEST_POSTGRESQL_URL"] = server.url
        os.environ["TEST_POSTGRESQL_PROGRAMS"] = str(server.programs)


def pytest_unconfigure(config: pytest.Config) -> None:
    if CLEAN_UP in config.stash:
        config.stash[CLEAN_UP].close()


@pytest.fixture(scope="session")
def databases() -> SqliteDatabases | PostgresqlDatabases:
    """The template and this worker's clone of it."""
    if settings.TEST_DATABASE == "sqlite":
        return SqliteDatabases()
    programs = Path(os.environ["TEST_POSTGRESQL_PROGRAMS"])
    return PostgresqlDatabases(os.environ["TEST_POSTGRESQL_URL"], programs)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, databases) -> Iterator[None]:
    """Instead of pytest-django's: clone, and clone again wherever Django would flush."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        databases.prepare()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: databases.clone())
        yield
        databases.remove()


@pytest.fixture(scope="session")
def database_url(databases) -> str:
    """This worker's database, for a process that a test starts (as DATABASE_URL)."""
    return databases.url


@pytest.fixture
def workers(database_url) -> Iterator[Workers]:
    """Starts real workers on this worker's database."""
    found = Workers(database_url)
    yield found
    found.kill()


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture(scope="session")
def fonts() -> None:
    """The fonts `make fonts` builds, built here by the first worker where they are missing."""
    settings.FONT_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.FONT_DIR / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build_fonts()


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A real Redis server."""
    server = RedisServer()
    yield server.url
    server.stop()


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    """A real mail server, empty, to which mail goes now."""
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A real PostgreSQL server's own database, whatever the suite runs on."""
    if url := os.environ.get("TEST_POSTGRESQL_URL"):
        yield url
        return
    server = PostgresqlServer()
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium. Playwright runs a loop in this thread, which Django must not mind."""
    with pytest.MonkeyPatch.context() as patch, open_browser() as chromium:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield chromium


OpenPage = Callable[..., AbstractContextManager[Page]]


@pytest.fixture
def open_page(browser, live_server) -> OpenPage:
    """Opens the page of one more visitor: `with open_page(viewport=PHONE) as page:`."""
    return partial(watched_page, browser, live_server.url)


@pytest.fixture
def page(open_page) -> Iterator[Page]:
    """A phone: 360 by 800, touch."""
    with open_page(viewport=PHONE, has_touch=True, is_mobile=True) as phone:
        yield phone


@pytest.fixture
def desktop_page(open_page) -> Iterator[Page]:
    """A desk: 1280 by 900."""
    with open_page(viewport=DESKTOP) as desk:
        yield desk
