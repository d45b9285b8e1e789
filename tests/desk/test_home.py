"""The home page: one's own day, or the welcome, in a handful of statements."""

import pytest

from academy.desk.actions.set_up import set_up_academy
from courses.models import CourseEnrolment
from tests.factories.courses import make_course, make_enrolment
from tests.factories.people import make_user

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
    person = make_user()
    for _ in range(courses):
        make_enrolment(person, make_course(lessons=1))
    CourseEnrolment.objects.filter(user=person).update(percentage=40)
    client.force_login(person)
    client.get("/")
    with django_assert_num_queries(5):
        words = client.get("/").content.decode()
    assert "接着学" in words
    assert words.count("已完成 40%") == courses
