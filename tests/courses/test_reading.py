"""Reading, from the start button to the course's figure."""

import datetime as dt
from decimal import Decimal

import pytest

from academy.core import clock
from academy.learning.models import Attempt, Completion, CreditEntry
from courses.models import CourseEnrolment
from tests.factories.courses import (
    make_chapter,
    make_course,
    make_enrolment,
    make_lesson,
    make_reading,
    publish,
)

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


@pytest.fixture
def place(trainee):
    """A lesson that places one reading of at least 60 seconds, in a course the trainee takes."""
    course = make_course()
    reading = make_reading(minimum_seconds=60, minutes=20)
    lesson = make_lesson(make_chapter(course), [reading])
    publish(course)
    make_enrolment(trainee, course)
    return reading, f"/learn/{lesson.pk}/{reading.pk}/"


def begin(client, reading, seconds_ago):
    client.post(f"/activities/{reading.pk}/start/")
    started = clock.now() - dt.timedelta(seconds=seconds_ago)
    Attempt.objects.update(started_at=started)


def test_before_the_start_the_terms_are_told(client, place):
    reading, url = place
    page = text(client.get(url))
    assert "点“开始”后读满 60 秒，才能确认读完。" in page
    assert "我已读完" not in page
    assert client.post(f"/activities/{reading.pk}/start/").url == url
    assert "我已读完" in text(client.get(url))


def test_too_early_says_how_many_seconds_are_left(client, place):
    reading, _url = place
    begin(client, reading, seconds_ago=20)
    page = client.post(f"/activities/{reading.pk}/submit/", {"confirm": "read"}, follow=True)
    assert "还差 40 秒才到最短阅读时间，请再读一会儿。" in text(page)
    assert not Completion.objects.exists()


@pytest.mark.parametrize(
    "answers", [{}, {"confirm": "x"}, {"confirm": ["read", "read"]}, {"other": "\x00" * 9}]
)
def test_without_confirmation_it_stays_open(client, place, answers):
    reading, _url = place
    begin(client, reading, seconds_ago=61)
    page = client.post(f"/activities/{reading.pk}/submit/", answers, follow=True)
    assert "请读完后勾选“我已读完”。" in text(page)
    assert Attempt.objects.get().is_open


def test_confirmed_it_completes_credits_and_moves_the_course_on(
    client, place, django_capture_on_commit_callbacks
):
    reading, url = place
    begin(client, reading, seconds_ago=61)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            page = client.post(f"/activities/{reading.pk}/submit/", {"confirm": "read"})
    assert page.url == url
    assert CreditEntry.objects.get().hours == Decimal("0.5")
    enrolment = CourseEnrolment.objects.get()
    assert (enrolment.percentage, enrolment.completed_at is None) == (100, False)
    page = text(client.get(url))
    assert "您已读完，可以随时回来重读。" in page
    assert "居民的事居民议。" in page
    assert "我已读完" not in page


def test_outside_the_course_it_is_closed_in_words(client, trainee):
    course = make_course(title="四步议事法")
    reading = make_reading()
    lesson = make_lesson(make_chapter(course), [reading])
    publish(course)
    page = client.post(f"/activities/{reading.pk}/start/")
    assert page.status_code == 403
    assert "请先选课《四步议事法》，再做这项活动。" in text(page)
    assert client.get(f"/learn/{lesson.pk}/{reading.pk}/").status_code == 403
    assert client.post(f"/activities/{make_reading().pk}/start/").status_code == 404


def test_what_left_the_course_stays_open_to_those_pinned(client, place):
    reading, url = place
    page = CourseEnrolment.objects.get().course.get_children().get().get_children().get().specific
    page.placements = []
    page.save_revision().publish()
    assert client.post(f"/activities/{reading.pk}/start/").url == url
    assert "我已读完" in text(client.get(url))


def test_the_page_leads_to_the_next_activity_of_the_lesson(client, trainee):
    course = make_course()
    first, second = make_reading(), make_reading(title="再读一篇")
    lesson = make_lesson(make_chapter(course), [first, second])
    publish(course)
    make_enrolment(trainee, course)
    following = f'rel="next" href="/learn/{lesson.pk}/{second.pk}/">下一项：再读一篇'
    assert following in text(client.get(f"/learn/{lesson.pk}/{first.pk}/"))
    assert "下一项" not in text(client.get(f"/learn/{lesson.pk}/{second.pk}/"))


def test_a_withdrawn_activity_is_explained(client, place):
    reading, url = place
    reading.unpublish()
    assert "这项学习活动已停用" in text(client.get(url))


def test_queries_of_an_activity(client, place, django_assert_num_queries):
    reading, url = place
    client.post(f"/activities/{reading.pk}/start/")
    client.get(url)
    # session, user, enrolment, states, activity, attempts
    with django_assert_num_queries(6):
        client.get(url)
