"""Editions, enrolments and progress."""

import datetime as dt
from decimal import Decimal

import pytest

from academy.core import clock
from academy.core.errors import ActionError
from academy.learning.models import Completion
from courses import actions
from courses.models import CourseEdition, CourseEnrolment
from courses.queries.editions import latest_edition, who_changes
from tests.factories.courses import (
    first_lesson,
    make_chapter,
    make_course,
    make_enrolment,
    make_lesson,
    make_reading,
    publish,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def numbers(course):
    return list(CourseEdition.objects.filter(course=course).values_list("number", flat=True))


def complete(user, *activities):
    for activity in activities:
        Completion.objects.create(user=user, activity=activity)
        actions.update_progress(user_id=user.pk, activity_id=activity.pk)


def test_publishing_writes_the_structure_once():
    course = make_course()
    chapter = make_chapter(course, title="第一章")
    reading = make_reading(title="读一读", minutes=20)
    lesson = make_lesson(chapter, [reading], title="第一课")
    publish(lesson)
    publish(lesson)
    assert numbers(course) == [1]
    edition = latest_edition(course)
    assert edition.activity_ids == [reading.pk]
    assert edition.content == {
        "lessons": [
            {
                "id": lesson.pk,
                "title": "第一课",
                "chapter": "第一章",
                "activities": [
                    {
                        "id": reading.pk,
                        "title": "读一读",
                        "kind": "阅读",
                        "icon": "book",
                        "minutes": 20,
                        "hours": "0.5",
                        "rule": "",
                        "required": True,
                    }
                ],
            }
        ]
    }


def test_a_text_correction_writes_no_edition():
    course = make_course(lessons=1)
    lesson = first_lesson(course)
    lesson.body = [("paragraph", "<p>改过的字。</p>")]
    publish(lesson)
    lesson.save_revision().publish()
    assert numbers(course) == [1]


def test_only_live_pages_and_live_activities_count():
    course = make_course(lessons=2)
    hidden = make_reading(live=False)
    chapter = first_lesson(course).get_parent()
    make_lesson(chapter, [hidden], live=False)
    publish(course)
    assert numbers(course) == [1]
    first_lesson(course).unpublish()
    assert numbers(course) == [1, 2]
    assert len(latest_edition(course).content["lessons"]) == 1


def test_lessons_of_an_unpublished_chapter_are_out():
    course = make_course(lessons=1)
    first_lesson(course).get_parent().specific.unpublish()
    assert latest_edition(course).content == {"lessons": []}


def test_a_corrected_length_stays_in_the_same_edition():
    course = make_course(lessons=1)
    reading = first_lesson(course).placements.first().activity
    reading.minutes = 45
    reading.save_revision().publish()
    assert numbers(course) == [1]
    assert latest_edition(course).content["lessons"][0]["activities"][0]["minutes"] == 45


def test_what_a_course_can_earn_is_stored():
    course = make_course()
    chapter = make_chapter(course)
    shared = make_reading(minutes=20)
    make_lesson(chapter, [shared, make_reading(minutes=40)])
    make_lesson(chapter, [shared, make_reading(minutes=40, earns_hours=False)])
    publish(course)
    course.refresh_from_db()
    assert course.hours == Decimal("1.5")


def test_moving_a_lesson_writes_both_courses():
    course, other = make_course(lessons=2), make_course(lessons=1)
    target = first_lesson(other).get_parent()
    first_lesson(course).move(target, pos="last-child")
    assert numbers(course) == [1, 2]
    assert numbers(other) == [1, 2]


def test_deleting_a_lesson_writes_an_edition(django_capture_on_commit_callbacks):
    course = make_course(lessons=2)
    with django_capture_on_commit_callbacks(execute=True):
        first_lesson(course).delete()
    assert len(latest_edition(course).content["lessons"]) == 1


def test_deleting_a_course_leaves_nothing(django_capture_on_commit_callbacks):
    course = make_course(lessons=2)
    with django_capture_on_commit_callbacks(execute=True):
        course.delete()
    assert CourseEdition.objects.count() == 0


def test_a_draft_course_has_no_edition():
    course = make_course(live=False)
    publish(make_lesson(make_chapter(course), [make_reading()]))
    assert numbers(course) == []


def test_enrolling_pins_the_latest_edition_once():
    user, course = make_user(), make_course(lessons=2)
    first = actions.enrol(user=user, course=course)
    publish(make_lesson(first_lesson(course).get_parent(), [make_reading()]))
    again = actions.enrol(user=user, course=course)
    assert first.pk == again.pk
    assert again.edition.number == 1
    assert latest_edition(course).number == 2


def test_what_was_completed_before_counts_at_enrolment():
    user, course = make_user(), make_course(lessons=2)
    complete(user, first_lesson(course).placements.first().activity)
    assert actions.enrol(user=user, course=course).percentage == 50


@pytest.mark.parametrize(
    ("fields", "lessons", "words"),
    [
        ({"live": False}, 0, "这门课程已下线，不能选课。"),
        ({"form": "offline"}, 1, "这是线下课程，尚未开班，不能在网上选课。"),
        ({}, 0, "这门课程还没有发布课文，请过些时候再来。"),
    ],
)
def test_enrolling_is_refused_in_words(fields, lessons, words):
    course = make_course(lessons=lessons, **fields)
    with pytest.raises(ActionError) as refusal:
        actions.enrol(user=make_user(), course=course)
    assert refusal.value.message == words
    assert CourseEnrolment.objects.count() == 0


def test_progress_moves_on_and_completes_once():
    user, course = make_user(), make_course(lessons=3)
    enrolment = make_enrolment(user, course)
    lessons = first_lesson(course).get_siblings().specific()
    readings = [lesson.placements.first().activity for lesson in lessons]
    complete(user, readings[0])
    enrolment.refresh_from_db()
    assert (enrolment.percentage, enrolment.completed_at) == (33, None)
    complete(user, *readings[1:])
    enrolment.refresh_from_db()
    first_date = enrolment.completed_at
    assert enrolment.percentage == 100
    assert first_date is not None
    actions.update_progress(user_id=user.pk, activity_id=readings[0].pk)
    enrolment.refresh_from_db()
    assert enrolment.completed_at == first_date


def test_an_edit_never_takes_a_completion_back():
    user, course = make_user(), make_course(lessons=1)
    make_enrolment(user, course)
    complete(user, first_lesson(course).placements.first().activity)
    publish(make_lesson(first_lesson(course).get_parent(), [make_reading()]))
    enrolment = CourseEnrolment.objects.get()
    assert latest_edition(course).number == 2
    assert (enrolment.percentage, enrolment.edition.number) == (100, 1)
    assert enrolment.completed_at is not None


def test_moving_says_first_who_gains_and_who_loses():
    course = make_course(lessons=2)
    chapter = first_lesson(course).get_parent()
    one, two = [page.specific for page in chapter.get_children()]
    extra = make_reading()
    loser, gainer, idle = make_user(), make_user(), make_user()
    for person in (loser, gainer, idle):
        make_enrolment(person, course)
    complete(loser, one.placements.first().activity, two.placements.first().activity)
    complete(gainer, two.placements.first().activity, extra)
    one.unpublish()
    publish(make_lesson(chapter, [extra]))
    edition = latest_edition(course)
    changes = who_changes(course, edition)
    assert [(c.enrolment.user, c.gains, c.loses) for c in changes] == [
        (loser, False, True),
        (gainer, True, False),
    ]
    assert actions.move_enrolments(course=course, edition=edition) == 3
    rows = CourseEnrolment.objects.order_by("pk")
    assert [(row.percentage, row.completed_at is not None) for row in rows] == [
        (50, False),
        (100, True),
        (0, False),
    ]
    assert {row.edition_id for row in rows} == {edition.pk}
    assert actions.move_enrolments(course=course, edition=edition) == 0


def test_an_edition_of_another_course_is_refused():
    course, other = make_course(lessons=1), make_course(lessons=1)
    with pytest.raises(ActionError):
        actions.move_enrolments(course=course, edition=latest_edition(other))


def test_a_visit_is_kept_at_most_once_a_minute(django_assert_num_queries):
    enrolment = make_enrolment(make_user(), make_course(lessons=1))
    with django_assert_num_queries(1):
        actions.record_study(enrolment=enrolment, lesson_id=7)
    enrolment.refresh_from_db()
    assert enrolment.last_lesson_id == 7
    with django_assert_num_queries(0):
        actions.record_study(enrolment=enrolment, lesson_id=7)
    enrolment.studied_at = clock.now() - dt.timedelta(minutes=1)
    with django_assert_num_queries(1):
        actions.record_study(enrolment=enrolment, lesson_id=7)


def test_progress_costs_the_same_for_one_and_three_courses(django_assert_num_queries):
    user, reading = make_user(), make_reading()
    for expected in (1, 3):
        while CourseEnrolment.objects.filter(user=user).count() < expected:
            course = make_course()
            publish(make_lesson(make_chapter(course), [reading, make_reading()]))
            make_enrolment(user, course)
        with django_assert_num_queries(5):  # savepoint in and out, enrolments, completions, update
            actions.update_progress(user_id=user.pk, activity_id=reading.pk)
