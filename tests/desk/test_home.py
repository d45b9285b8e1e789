"""The home page: one's own day, or the welcome, in a handful of statements."""

import pytest

from academy.core import clock
from academy.desk.actions.set_up import set_up_academy
from academy.learning.actions import open_attempt
from academy.people.enums import Role
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


def test_who_has_finished_every_course_is_led_on(client, django_assert_num_queries):
    person = make_user()
    for _ in range(4):
        complete_course(person, make_course(lessons=1))
    client.force_login(person)
    client.get("/")
    with django_assert_num_queries(7):
        words = client.get("/").content.decode()
    assert "选下一门课" in words
    assert "您已学完 4 门课程，现在没有在学的。" in words
    assert '<a class="btn btn--plain" href="/programmes/">看能领的证书</a>' in words
    assert "您还没有" not in words


def test_a_course_under_way_comes_before_the_finished_ones(client):
    person = make_user()
    make_enrolment(person, make_course(lessons=1, title="在学的课"))
    for _ in range(3):
        complete_course(person, make_course(lessons=1, title="学完的课"))
    client.force_login(person)
    words = client.get("/").content.decode()
    assert "<h2>在学的课</h2>" in words
    assert "学完的课" not in words
    assert "选下一门课" not in words


def complete_course(person, course):
    make_enrolment(person, course)
    CourseEnrolment.objects.filter(user=person, course=course).update(
        percentage=100, completed_at=clock.now()
    )


def test_nothing_is_wanted_of_a_person_without_a_category(client):
    person = make_user(Role.INSTRUCTOR)
    give_hours(person, "1.5")
    client.force_login(person)
    words = client.get("/").content.decode()
    assert "集中培训已完成 <b>0</b> 学时，网络自学已完成 <b>1.5</b> 学时。" in words
    assert "您没有登记学员类别，所以没有年度要求；学了照样计学时。" in words
    assert "应完成" not in words
    assert "还差" not in words


def test_a_category_without_a_target_is_said_to_have_none(client):
    category = make_category()
    category.targets.all().delete()
    client.force_login(make_user(category=category))
    words = client.get("/").content.decode()
    assert "您的学员类别还没有定年度要求；学了照样计学时。" in words
    assert "应完成" not in words


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
    with django_assert_num_queries(7):
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
    with django_assert_num_queries(8):
        words = client.get("/").content.decode()
    assert all(quiz.title in words for quiz in quizzes)
