"""The admin speaks Chinese: every screen that staff are led to, every button they press."""

import re
from functools import cache

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse

from academy.people.enums import Role
from academy.people.rules import GROUP_ROLES
from tests.factories.admin import SUPERUSER, make_everything
from tests.harness.crawler import admin_routes, buttons_of, crawl, page_of
from tests.harness.language import UNAVOIDABLE, foreign_texts

pytestmark = pytest.mark.django_db
STAFF = [*(role.value for role in GROUP_ROLES), SUPERUSER]
# Addresses that no page leads to, as patterns of routes.
NOT_LED_TO = [
    # Errors for show; the site has its own sign-in and its own account's password.
    r"test404|failwhale|/\.\*/\$$|/login/|password_reset",
    # For scripts; a list without its page; only ever sent, never opened.
    r"/api/|jsi18n|sprite|logout|dismissibles|autocomplete|editing-sessions|block-preview",
    r"results/|chosen|/(?:un)?lock/|unschedule/|/enable/|/remove/|/unplace/|set_position",
    r"move/.*/confirm|training_class/.*/move/",
    # No form asks for these.
    r"/choose/|choose-\w+/create/|chooser/create/|documents/chooser|embeds/|select_format",
    r"admin/settings/|admin/snippets/$|generate_url|images/.*/preview/|pages/.*/revisions/$",
    # Files go up by a script, many at a time.
    r"(?:images|documents)/(?:add/|multiple/.)",
    # What nobody may do, or has no meaning there.
    r"(?:all_jobs|notice_deliveries)/(?:new|edit|delete|history|usage)|suggestion/(?:add|delete)|posts/delete",
    r"training_class/delete",
    r"(?:users|groups|sites)/(?:usage|history)",
]


@pytest.fixture(scope="module")
def academy(django_db_setup, django_db_blocker):
    """Made once: the tests look at it, or undo what they do."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_everything()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def screens(academy):
    """What somebody is led to, walked once. Superusers, who are led everywhere, see every model."""
    starts = [
        reverse("wagtailadmin_home"),
        *(
            reverse("wagtailadmin_pages:edit", args=[page.pk])
            for page in (academy.lesson, academy.waiting)
        ),
    ]

    @cache
    def walk(who):
        client = Client()
        client.force_login(academy.staff[who])
        return list(crawl(client, *starts, every_model=who == SUPERUSER))

    return walk


def strange(texts_at):
    """Each foreign text with the first address where it was met."""
    found = {}
    for address, page in texts_at:
        for text in foreign_texts(page):
            found.setdefault(text, address)
    return {text: address for text, address in found.items() if text not in UNAVOIDABLE}


@pytest.mark.parametrize("who", STAFF)
def test_every_screen(screens, who):
    assert strange((screen.address, screen.page) for screen in screens(who)) == {}


def test_no_screen_is_passed_by(screens):
    """A screen that nothing leads to is linked, or named above."""
    met = {screen.route for screen in screens(SUPERUSER)}
    missed = sorted(admin_routes() - met)
    assert [route for route in missed if not re.search("|".join(NOT_LED_TO), route)] == []


def test_every_answer(client, academy, screens):
    """Each kind of button once, pressed on the form as it was shown: done, or refused in words."""
    client.force_login(academy.staff[SUPERUSER])
    answers, pressed = [], set()
    for button in (button for screen in screens(SUPERUSER) for button in buttons_of(screen)):
        address = resolve(button.address.partition("?")[0])
        view = getattr(address.func, "view_class", address.func)
        kind = (address.url_name, view.__qualname__, button.name)
        if kind not in pressed:
            pressed.add(kind)
            answers.append((f"{button.address} {button.name}", press(client, button)))
    assert strange(answers) == {}


def press(client, button):
    with transaction.atomic():
        response = client.post(button.address, button.values, follow=True)
        transaction.set_rollback(True)
    return page_of(response)


def test_mail_about_reviews(academy, django_capture_on_commit_callbacks):
    author, reviewer = (academy.staff[role] for role in (Role.INSTRUCTOR, Role.REVIEWER))
    for person in (author, reviewer):
        person.email = f"{person.username}@example.invalid"
        person.save()
    lesson = academy.waiting
    with django_capture_on_commit_callbacks(execute=True):
        lesson.current_workflow_task_state.reject(user=reviewer, comment="请补充案例")
        lesson.refresh_from_db()
        lesson.current_workflow_state.resume(user=author)
        lesson.refresh_from_db()
        lesson.current_workflow_task_state.approve(user=reviewer)
    letters = [(letter.subject, f"<p>{letter.subject}<p>{letter.body}") for letter in mail.outbox]
    assert len(letters) == 3
    assert strange(letters) == {}
