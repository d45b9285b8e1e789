"""The harness keeps its promises: clones come back, servers answer, pages watch themselves."""

from contextlib import suppress

import pytest
import redis
from django.db import connection
from playwright.sync_api import Error as PlaywrightError
from wagtail.models import Locale, Page

from tests.factories.people import make_user
from tests.harness.browser import PHONE

pytestmark = pytest.mark.django_db


def test_a_clone_has_what_migrations_made():
    assert Page.objects.filter(depth=1).count() == 1
    assert Locale.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_committing_test_leaves_people_behind():
    make_user(username="left-behind")
    assert connection.in_atomic_block is False


@pytest.mark.django_db(transaction=True)
def test_the_next_test_gets_a_new_clone(django_user_model):
    assert not django_user_model.objects.filter(username="left-behind").exists()
    assert Page.objects.filter(depth=1).count() == 1


def test_a_rolled_back_test_after_it_too(django_user_model):
    assert not django_user_model.objects.filter(username="left-behind").exists()


def test_the_database_is_the_one_asked_for(settings):
    assert connection.vendor == settings.TEST_DATABASE


def test_redis_answers(redis_url):
    assert redis.Redis.from_url(redis_url).ping()


def _misbehave(open_page):
    add_script = (
        "document.head.append(Object.assign(document.createElement('script'), {text: '1'}))"
    )
    with open_page(viewport=PHONE) as page:
        page.goto("/login/")
        page.evaluate("console.error('说错了')")
        page.evaluate(add_script)
        with suppress(PlaywrightError):
            page.goto("http://203.0.113.1/x", timeout=500)


@pytest.mark.browser
def test_a_page_that_misbehaves_fails_its_test(open_page):
    with pytest.raises(AssertionError) as failure:
        _misbehave(open_page)
    told = str(failure.value)
    assert "说错了" in told
    assert "another host: http://203.0.113.1/x" in told
    assert "Content Security Policy" in told


@pytest.mark.browser
def test_a_page_that_behaves_passes(page):
    assert page.goto("/healthz").status == 200
