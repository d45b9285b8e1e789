"""The home page: one's own day, or the welcome, in a handful of statements."""

import pytest

from academy.desk.actions.set_up import set_up_academy
from academy.learning.actions import open_attempt
from courses.models import CourseEnrolment
from tests.factories.certification import give_hours
from tests.factories.courses import (
    make_chapter,
    make_course,
    make_enrolment,
    make_lesson,
    publish,
)
from tests.factories.people import make_category, make_user
from tests.factories.quizzes import make_quiz

pytestmark = pytest.mark.django_db


def test_visitors_are_welcomed(client):
    set_up_academy()
    words = client.get("/").content.decode()
    assert "登录学习" in words
    assert "查验证书" in words


def test_a_newcomer_is_told_where_to_start(client):
    client.force_login(make_user())
    words = client.get("/").content.decode()
    assert "您还没有在学的课程。" in words
    assert "待办" not in words


@pytest.mark.parametrize("courses", [1, 3])
def test_queries_do_not_grow_with_courses(client, django_assert_num_queries, courses):
    person = make_user(category=make_category())
    for _ in range(courses):
        make_enrolment(person, make_course(lessons=1))
        give_hours(person, "1")
    CourseEnrolment.objects.filter(user=person).update(percentage=40)
    client.force_login(person)
    client.get("/")
    # session, user, hours with targets, enrolments with courses, running tests, unread notices
    with django_assert_num_queries(6):
        page = client.get("/")
    words = page.content.decode()
    assert "接着学" in words
    assert words.count("已完成 40%") == courses
    assert len(page.content) < 60_000


@pytest.mark.parametrize("tests", [1, 3])
def test_queries_do_not_grow_with_running_tests(client, django_assert_num_queries, tests):
    person = make_user(category=make_category())
    course = make_course()
    quizzes = [make_quiz(time_limit_minutes=30) for _ in range(tests)]
    publish(make_lesson(make_chapter(course), quizzes))
    make_enrolment(person, course)
    for quiz in quizzes:
        open_attempt(user=person, activity=quiz)
    client.force_login(person)
    client.get("/")
    # and where they are done
    with django_assert_num_queries(7):
        words = client.get("/").content.decode()
    assert all(quiz.title in words for quiz in quizzes)
