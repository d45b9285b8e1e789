"""CourseCompleted."""

import pytest

from academy.certification.queries import evaluate_programme
from academy.learning.models import Completion
from courses import actions
from tests.factories.certification import make_programme
from tests.factories.courses import first_lesson, make_course, make_enrolment
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def verdicts(user, *courses):
    nodes = [{"type": "course_completed", "value": {"course": course.pk}} for course in courses]
    return evaluate_programme(make_programme(*nodes), user).parts


def complete(user, lesson):
    reading = lesson.placements.first().activity
    Completion.objects.create(user=user, activity=reading)
    actions.update_progress(user_id=user.pk, activity_id=reading.pk)


def test_who_has_not_taken_the_course_is_led_to_it():
    course = make_course(lessons=1, title="四步议事法")
    [verdict] = verdicts(make_user(), course)
    assert not verdict.met
    assert verdict.wanted == "完成课程《四步议事法》"
    assert verdict.own == "还没有选课"
    assert verdict.next_words == "去选课：《四步议事法》"
    assert verdict.next_url == course.url


def test_who_is_under_way_is_led_to_the_next_lesson():
    user, course = make_user(), make_course(lessons=3)
    make_enrolment(user, course)
    complete(user, first_lesson(course))
    [verdict] = verdicts(user, course)
    following = first_lesson(course).get_next_sibling()
    assert not verdict.met
    assert verdict.own == "已完成 33%"
    assert verdict.next_words == f"接着学：{following.title}"
    assert verdict.next_url == f"/learn/{following.pk}/"


def test_completed_is_met():
    user, course = make_user(), make_course(lessons=1)
    make_enrolment(user, course)
    complete(user, first_lesson(course))
    [verdict] = verdicts(user, course)
    assert verdict.met
    assert (verdict.own, verdict.next_words, verdict.next_url) == ("已完成 100%", "", "")


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(django_assert_num_queries, count):
    user = make_user()
    courses = [make_course(lessons=2) for _ in range(count)]
    for course in courses:
        make_enrolment(user, course)
    programme = make_programme(
        *({"type": "course_completed", "value": {"course": course.pk}} for course in courses)
    )
    evaluate_programme(programme, user)
    with django_assert_num_queries(3):  # courses, enrolments with editions, states
        evaluate_programme(programme, user)
