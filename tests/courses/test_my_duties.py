"""Required study as the person meets it: home, lists, marks, the way to it."""

import datetime as dt

import pytest
from django.urls import reverse

from academy.core import clock
from academy.learning.actions import open_attempt
from courses import actions
from courses.models import StudyDuty
from tests.factories.courses import (
    first_lesson,
    make_chapter,
    make_course,
    make_enrolment,
    make_index,
    make_lesson,
    publish,
)
from tests.factories.duties import (
    complete,
    duty_of,
    keep,
    make_trainees,
    make_unit,
    require,
    work,
)
from tests.factories.quizzes import make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_unit(name="宽城区")


@pytest.fixture
def person(client, unit):
    (trainee,) = make_trainees(unit)
    client.force_login(trainee)
    return trainee


@pytest.fixture
def course():
    return make_course(lessons=1, title="四步议事法")


def words(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def required(unit, days=7, **fields):
    made = require(unit, days=days, **fields)
    keep(made)
    return made


class TestHome:
    def test_a_duty_is_a_to_do_until_it_is_done(self, client, unit, person, course):
        make_enrolment(person, course)
        required(unit, days=3, course=course)
        page = words(client.get("/"))
        assert "必学：《四步议事法》" in page
        assert "还有 3 天" in page
        assert f'href="/me/duties/{duty_of(person).pk}/"' in page
        complete(person, first_lesson(course).placements.get().activity)
        assert "必学" not in words(client.get("/"))

    def test_at_most_five_the_oldest_deadline_first_with_open_tests_among_them(
        self, client, unit, person
    ):
        quiz = make_quiz(title="章节测验", time_limit_minutes=30)
        course = make_course()
        publish(make_lesson(make_chapter(course), [quiz]))
        make_enrolment(person, course)
        open_attempt(user=person, activity=quiz)
        for days in (5, 4, 3, 2, 0, 1):
            required(unit, days=days, course=make_course(lessons=1, title=f"课{days}"))
        page = words(client.get("/"))
        order = [page.find(f"《课{days}》") for days in (0, 1, 2, 3)]
        assert -1 < page.index("章节测验") < order[1] < order[2] < order[3]
        assert order[0] > -1
        assert "《课4》" not in page
        assert "（5 件，快到期的在前）" in page

    def test_overdue_is_said_in_words(self, client, unit, person):
        required(unit)
        StudyDuty.objects.update(due_at=clock.now() - dt.timedelta(days=3))
        assert "已过期 3 天" in words(client.get("/"))

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries(self, client, unit, person, count, django_assert_num_queries):
        for _ in range(count):
            required(unit)
        client.get("/")
        # session, user, hours, courses, to-dos, the next lesson, unread notices
        with django_assert_num_queries(7):
            client.get("/")


class TestList:
    def test_an_empty_list_says_so(self, client, person):
        assert "没有必学的内容" in words(client.get("/me/duties/"))

    def test_open_ones_first_with_where_one_stands(self, client, unit, person, course):
        make_enrolment(person, course)
        required(unit, days=1, course=course)
        complete(person, first_lesson(course).placements.get().activity)
        required(unit, days=9, course=make_course(lessons=1, title="群众工作"), note="年底要用")
        page = words(client.get("/me/duties/"))
        assert page.index("群众工作") < page.index("四步议事法")
        assert "还有 9 天，未完成" in page
        assert "年底要用" in page
        assert f"月{clock.today().day}日完成" in page

    def test_only_ones_own(self, client, unit, person):
        elsewhere = make_unit()
        make_trainees(elsewhere)
        required(elsewhere)
        assert "没有必学的内容" in words(client.get("/me/duties/"))

    @pytest.mark.parametrize("count", [1, 3])
    def test_queries(self, client, unit, person, count, django_assert_num_queries):
        for _ in range(count):
            required(unit)
        with django_assert_num_queries(5):  # session, user, count, page, unread notices
            client.get("/me/duties/")

    def test_visitors_sign_in_first(self, client):
        assert client.get("/me/duties/")["Location"] == "/login/?next=/me/duties/"


class TestTheWay:
    def go(self, client, person):
        return client.get(f"/me/duties/{duty_of(person).pk}/")

    def test_to_the_course_to_take_it(self, client, unit, person, course):
        required(unit, course=course)
        assert self.go(client, person)["Location"] == course.url

    def test_to_the_lesson_where_one_left_off(self, client, unit, person, course):
        required(unit, course=course)
        enrolment, lesson = make_enrolment(person, course), first_lesson(course)
        actions.record_study(enrolment=enrolment, lesson_id=lesson.pk)
        assert self.go(client, person)["Location"] == f"/learn/{lesson.pk}/"

    def test_to_the_activity(self, client, unit, person, course):
        lesson = first_lesson(course)
        activity = lesson.placements.get().activity
        required(unit, activity=activity)
        assert self.go(client, person)["Location"] == course.url, "to take the course first"
        make_enrolment(person, course)
        address = reverse("courses:activity", args=[lesson.pk, activity.pk])
        assert self.go(client, person)["Location"] == address

    def test_a_course_taken_down_is_said(self, client, unit, person, course):
        required(unit, course=course)
        course.unpublish()
        answer = client.get(f"/me/duties/{duty_of(person).pk}/", follow=True)
        assert "《四步议事法》现在没有开放" in words(answer)

    def test_what_was_withdrawn_is_said(self, client, unit, person, course):
        made = required(unit, course=course)
        actions.withdraw_study(required=made, reason="改版", by=made.assigned_by)
        work()
        answer = client.get(f"/me/duties/{duty_of(person).pk}/", follow=True)
        assert "《四步议事法》已经不再要求您学习" in words(answer)

    def test_another_persons_is_not_found(self, client, unit, person):
        (other,) = make_trainees(unit)
        required(unit)
        assert client.get(f"/me/duties/{duty_of(other).pk}/").status_code == 404


class TestMarks:
    def test_on_the_course_in_the_catalogue_and_in_my_courses(self, client, unit, person, course):
        required(unit, days=3, course=course)
        day = clock.today() + dt.timedelta(days=3)
        before = f"{day.year}年{day.month}月{day.day}日前学完"
        assert before in words(client.get(course.url))
        assert "必学，还有 3 天" in words(client.get(make_index().url))
        make_enrolment(person, course)
        assert before in words(client.get(course.url))
        assert "必学，还有 3 天" in words(client.get("/me/courses/"))

    def test_not_for_others_nor_when_done(self, client, unit, person, course):
        make_enrolment(person, course)
        required(unit, course=course)
        complete(person, first_lesson(course).placements.get().activity)
        for address in (course.url, make_index().url, "/me/courses/?state=done"):
            assert "必学" not in words(client.get(address))
        client.logout()
        for address in (course.url, make_index().url):
            assert "必学" not in words(client.get(address))

    def test_the_completing_request_takes_the_to_do_away(
        self, client, unit, person, course, django_capture_on_commit_callbacks
    ):
        make_enrolment(person, course)
        required(unit, course=course)
        activity = first_lesson(course).placements.get().activity
        client.post(reverse("learning:start", args=[activity.pk]))
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("learning:submit", args=[activity.pk]), {"confirm": "read"})
        assert duty_of(person).state == "done"
