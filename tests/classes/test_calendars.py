"""Feeds that calendar programs read, and the page that opens and closes them."""

import datetime as dt

import pytest
from django.urls import reverse
from icalendar import Calendar

from academy.classes.actions import (
    cancel_session,
    open_feed,
    publish_timetable,
    renew_feed,
    revoke_feed,
)
from academy.classes.models import CalendarFeed
from academy.core import clock
from academy.people.enums import Role
from tests.factories.classes import (
    MONDAY,
    at,
    make_class,
    make_planner,
    make_room,
    make_session,
    make_trainee,
    place,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def address(person) -> str:
    return reverse("classes:feed", args=[open_feed(user=person).token])


def events(client, person):
    answer = client.get(address(person))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content).walk("VEVENT")


def taught_class():
    """A published class of one session, and a trainee of it."""
    session = place(make_session(title="议事规则"), room=make_room(name="301"))
    trainee = make_trainee(session.training_class).person
    publish(session)
    return session, trainee


def publish(session) -> None:
    publish_timetable(training_class=session.training_class, by=make_planner())
    session.refresh_from_db()


def test_moved_session_keeps_its_uid_and_counts_on(client):
    session, trainee = taught_class()
    (before,) = events(client, trainee)
    place(session, "14:00", room=make_room(name="402"))
    assert events(client, trainee)[0] == before
    with clock.at(at("07:00")):
        publish(session)
    (after,) = events(client, trainee)
    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after["sequence"] > before["sequence"]
    assert (before["dtstart"].dt, after["dtstart"].dt) == (at("08:30"), at("14:00"))
    assert (before["location"], after["location"]) == ("301", "402")
    assert after["last-modified"].dt > before["last-modified"].dt


def test_cancelled_session_stays_as_cancelled(client):
    session, trainee = taught_class()
    cancel_session(session=session, reason="停电", by=make_planner())
    publish(session)
    (found,) = events(client, trainee)
    assert (found["status"], found["sequence"]) == ("CANCELLED", 1)
    assert found["summary"] == "【已取消】议事规则"
    assert "取消原因：停电" in found["description"]


def test_nobody_signs_in_and_nothing_of_a_session_goes_along(client):
    session, trainee = taught_class()
    answer = client.get(address(trainee))
    assert not answer.cookies
    assert "private" in answer["Cache-Control"]
    assert "Cookie" not in answer.get("Vary", "")
    assert "BEGIN:VTIMEZONE" in answer.content.decode()
    assert f"/classes/{session.training_class.code}/timetable/" in answer.content.decode()


def test_unchanged_feed_is_not_sent_again(client):
    session, trainee = taught_class()
    etag = client.get(address(trainee))["ETag"]
    assert client.get(address(trainee), HTTP_IF_NONE_MATCH=etag).status_code == 304
    place(session, "14:00")
    publish(session)
    assert client.get(address(trainee), HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_revoked_unknown_and_blocked_feeds_answer_alike(client):
    person = make_user()
    old = address(person)
    new = reverse("classes:feed", args=[renew_feed(user=person).token])
    assert old != new
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    assert client.get(reverse("classes:feed", args=["unknown"])).status_code == 404
    person.is_active = False
    person.save()
    assert client.get(new).status_code == 404
    assert revoke_feed(user=person) == 1
    assert revoke_feed(user=person) == 0


def test_feed_is_opened_once():
    person = make_user()
    assert open_feed(user=person) == open_feed(user=person)
    tokens = {open_feed(user=make_user()).token for _ in range(3)}
    assert len(tokens) == 3
    assert all(len(token) >= 43 for token in tokens)


def test_feed_keeps_what_was_within_ninety_days(client):
    _session, trainee = taught_class()
    with clock.at(at("10:00", MONDAY + dt.timedelta(days=89))):
        assert len(events(client, trainee)) == 1
    with clock.at(at("10:00", MONDAY + dt.timedelta(days=91))):
        assert events(client, trainee) == []


@pytest.mark.parametrize("n", [1, 3])
def test_feed_costs_two_statements(n, client, django_assert_num_queries):
    person = make_user(Role.TRAINEE)
    for _ in range(n):
        session = place(make_session(make_class()))
        make_trainee(session.training_class, person=person)
        publish(session)
    url = address(person)
    with django_assert_num_queries(2):
        client.get(url)


def test_page_opens_renews_and_revokes(client):
    person = make_user()
    client.force_login(person)
    page = reverse("classes:calendar")
    assert "还没有订阅地址" in client.get(page).content.decode()
    assert client.post(page).status_code == 302
    first = CalendarFeed.objects.get(revoked_at=None)
    assert f"http://testserver/calendar/{first.token}.ics" in client.get(page).content.decode()
    client.post(reverse("classes:renew-calendar"))
    second = CalendarFeed.objects.get(revoked_at=None)
    assert second.token != first.token
    client.post(reverse("classes:revoke-calendar"))
    assert not CalendarFeed.objects.open().exists()
    assert client.get(reverse("classes:renew-calendar")).status_code == 405
    client.logout()
    assert client.get(page).status_code == 302
