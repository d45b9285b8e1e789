"""Publishing guard and copying of lessons."""

import datetime as dt

import pytest
from django.core.management import call_command
from wagtail.models import PageLogEntry

from academy.core import clock
from academy.core.errors import ActionError
from courses.models import CourseEdition, CoursePage, LessonPage
from tests.factories.courses import (
    first_lesson,
    make_chapter,
    make_course,
    make_lesson,
    make_reading,
)

pytestmark = pytest.mark.django_db
REFUSAL = "不能发布：学习活动《草稿阅读》还是草稿。请先发布这些活动，再发布这一课。"


@pytest.fixture
def lesson():
    return make_lesson(
        make_chapter(make_course()), [make_reading(title="草稿阅读", live=False)], live=False
    )


def test_publishing_a_draft_activity_is_refused_by_name(lesson):
    with pytest.raises(ActionError) as refusal:
        lesson.save_revision().publish()
    assert refusal.value.message == REFUSAL
    assert not LessonPage.objects.get(pk=lesson.pk).live


def test_the_clock_gives_up_that_lesson_and_goes_on(lesson):
    other = make_lesson(lesson.get_parent(), [make_reading()], live=False)
    due = clock.now() - dt.timedelta(minutes=1)
    for page in (lesson, other):
        revision = page.save_revision()
        revision.approved_go_live_at = due
        revision.save()
    call_command("publish_scheduled")
    assert not LessonPage.objects.get(pk=lesson.pk).live
    assert LessonPage.objects.get(pk=other.pk).live
    entry = PageLogEntry.objects.get(action="courses.publish_refused")
    assert (entry.page_id, entry.data["refusal"]) == (lesson.pk, REFUSAL)
    assert entry.message == REFUSAL


def test_copying_a_course_copies_placements():
    course = make_course(lessons=2)
    copy = course.copy(
        recursive=True, update_attrs={"slug": "kopie", "title": "副本"}, keep_live=True
    )
    originals = [p.activity_id for p in first_lesson(course).placements.all()]
    copied = first_lesson(copy)
    assert [p.activity_id for p in copied.placements.all()] == originals
    assert first_lesson(course).placements.count() == 1
    latest = CourseEdition.objects.filter(course=CoursePage.objects.get(pk=copy.pk)).last()
    assert len(latest.content["lessons"]) == 2


def test_publishing_and_reverting_keep_placements():
    course = make_course(lessons=1)
    lesson = first_lesson(course)
    first = lesson.save_revision()
    lesson.placements = []
    lesson.save_revision().publish()
    assert LessonPage.objects.get(pk=lesson.pk).placements.count() == 0
    first.as_object().save_revision(previous_revision=first).publish()
    assert LessonPage.objects.get(pk=lesson.pk).placements.count() == 1
