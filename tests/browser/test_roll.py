"""A roll called on a phone, and the hall screen beside it, in a real browser."""

import datetime as dt

import pytest
from django.utils import timezone

from academy.classes.actions import mark_rest_present
from academy.classes.models import Attendance, Session
from academy.core import clock
from tests.factories.classes import make_class, make_head_teacher
from tests.factories.rolls import make_people, make_timed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def session():
    """A session that began ten minutes ago, of a class of three."""
    begun = timezone.localtime(clock.now() - dt.timedelta(minutes=10))
    span = {"starts_on": begun.date(), "ends_on": begun.date() + dt.timedelta(days=1)}
    found = make_timed(make_class(**span), f"{begun:%H:%M}", begun.date())
    make_people(found.training_class, 3)
    return found


@pytest.fixture
def head(session):
    return make_head_teacher(session.training_class)


def test_roll_is_called_with_one_tap_each_and_closed(page, sign_in, session, head):
    sign_in(page, head)
    page.goto(f"/classes/sessions/{session.pk}/roll/")
    first, second = (page.locator("[data-roll-line]").nth(n) for n in (0, 1))
    first.get_by_role("button", name="缺课").tap()
    first.get_by_text("已记为“缺课”").wait_for()
    second.get_by_role("button", name="迟到").tap()
    second.get_by_text("已记为“迟到”").wait_for()
    assert "实到 1 人（迟到 1 人），缺课 1 人，未签到 1 人" in page.inner_text("[data-roll-rate]")
    assert page.inner_text("[data-roll-unknown]") == "1"
    assert first.get_by_role("button", name="缺课").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="其余全部到课").tap()
    page.get_by_text("已记 1 人到课").wait_for()
    page.get_by_role("button", name="完成点名").tap()
    page.get_by_text("点名已完成").wait_for()
    states = Attendance.objects.values_list("state", flat=True)
    assert sorted(states) == ["absent", "late", "present"]
    assert Session.objects.get().state == "completed"


def test_tap_without_network_is_not_saved_and_says_so(page, sign_in, session, head):
    sign_in(page, head)
    page.goto(f"/classes/sessions/{session.pk}/roll/")
    line = page.locator("[data-roll-line]").first
    page.route("**/roll/", lambda route: route.abort())
    line.get_by_role("button", name="到课").tap()
    line.get_by_text("没有保存").wait_for()
    assert line.get_by_role("button", name="到课").get_attribute("aria-pressed") == "false"
    page.unroute("**/roll/")
    line.get_by_role("button", name="到课").tap()
    line.get_by_text("已记为“到课”").wait_for()
    assert Attendance.objects.count() == 1


def test_screen_follows_the_roll_and_says_when_the_network_is_gone(
    desktop_page, sign_in, session, head
):
    sign_in(desktop_page, head)
    desktop_page.goto(f"/classes/sessions/{session.pk}/screen/")
    assert desktop_page.inner_text("[data-screen-attended]") == "0"
    mark_rest_present(session=session, by=head)
    desktop_page.locator("[data-screen-attended]", has_text="3").wait_for()
    assert desktop_page.locator("[data-screen-qr] svg").is_visible()
    desktop_page.route("**/screen.json", lambda route: route.abort())
    desktop_page.get_by_text("网络断开").wait_for()
    desktop_page.unroute("**/screen.json")
    desktop_page.locator("[data-screen-lost]").wait_for(state="hidden")
