"""Catalogue, course, lesson player and my courses, as people meet them."""

import pytest
from django.urls import reverse

from academy.core import clock
from academy.learning.models import Completion
from courses import actions
from courses.models import CourseEnrolment
from tests.factories.courses import (
    first_lesson,
    make_chapter,
    make_course,
    make_enrolment,
    make_index,
    make_lesson,
    make_picture,
    make_reading,
    picture_block,
    publish,
)
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
# session, user, the way to the page, the page, teachers, count, courses, covers, own enrolments
CATALOGUE_QUERIES = 9
# session, user, the way to the page, the page with teacher and cover, enrolment with edition,
# states; Wagtail keeps the cover's file in the cache
COURSE_QUERIES = 6
# session, user, lesson, enrolment with edition and course, states
LESSON_QUERIES = 5


def text(response):
    return response.content.decode()


def test_an_empty_catalogue_says_so(client):
    page = client.get(make_index().url)
    assert page.status_code == 200
    assert "还没有课程" in text(page)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["甲课", "乙课"]),
        ({"subject": "governance"}, ["乙课"]),
        ({"form": "offline"}, ["乙课"]),
        ({"necessity": "required"}, ["甲课"]),
        ({"subject": "people"}, []),
        ({"subject": "' OR 1=1"}, ["甲课", "乙课"]),
        ({"teacher": "teacher"}, ["甲课"]),
        ({"page": "99"}, ["甲课", "乙课"]),
    ],
)
def test_filters(client, query, expected):
    teacher = make_user(name="王老师")
    make_course(title="甲课", necessity="required", teacher=teacher)
    make_course(title="乙课", subject="governance", form="offline")
    make_course(title="草稿课", live=False)
    if query.get("teacher"):
        query = {"teacher": teacher.pk}
    page = client.get(make_index().url, query)
    assert [title for title in ("甲课", "乙课", "草稿课") if title in text(page)] == expected
    if not expected:
        assert "没有符合条件的课程" in text(page)


def test_the_catalogue_is_paginated(client):
    for _ in range(13):
        make_course()
    first = client.get(make_index().url)
    assert "第 1 / 2 页" in text(first)
    assert len(client.get(make_index().url, {"page": 2}).context["shelf"]) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_catalogue(client, trainee, django_assert_num_queries, count):
    for _ in range(count):
        teacher, cover = make_user(), make_picture()
        make_enrolment(trainee, make_course(lessons=2, teacher=teacher, cover=cover))
    url = make_index().url
    client.get(url)
    with django_assert_num_queries(CATALOGUE_QUERIES):
        client.get(url)


def test_a_course_shows_its_outline_to_everybody(client):
    course = make_course(lessons=2)
    page = client.get(course.url)
    assert first_lesson(course).title in text(page)
    assert "登录后选课" in text(page)
    assert f"?next={course.url}" in text(page)
    assert f"/learn/{first_lesson(course).pk}/" not in text(page)


def test_an_offline_course_has_no_class_yet(client, trainee):
    page = client.get(make_course(form="offline").url)
    assert "尚未开班" in text(page)
    assert "enrol" not in text(page)


def test_taking_a_course_leads_to_its_first_lesson(client, trainee):
    course = make_course(lessons=2)
    assert "选课" in text(client.get(course.url))
    answer = client.post(reverse("courses:enrol", args=[course.pk]))
    assert answer.url == f"/learn/{first_lesson(course).pk}/"
    page = text(client.get(course.url))
    assert "开始学习" in page
    assert "已完成 0%" in page


def test_taking_a_course_is_a_post_by_somebody(client):
    course = make_course(lessons=1)
    url = reverse("courses:enrol", args=[course.pk])
    assert client.post(url).url == f"/login/?next={url}"
    client.force_login(make_user())
    assert client.get(url).status_code == 405
    assert client.post(reverse("courses:enrol", args=[999999])).status_code == 404


def test_a_refused_enrolment_is_said_on_the_course_page(client, trainee):
    course = make_course(lessons=1, form="offline")
    page = client.post(reverse("courses:enrol", args=[course.pk]), follow=True)
    assert "这是线下课程，尚未开班，不能在网上选课。" in text(page)


def test_the_pinned_edition_is_explained(client, trainee):
    course = make_course(lessons=1)
    make_enrolment(trainee, course)
    publish(make_lesson(first_lesson(course).get_parent(), title="后加的课"))
    page = text(client.get(course.url))
    assert "课程已有第 2 版" in page
    assert "后加的课" not in page


@pytest.mark.parametrize("count", [1, 3, 500])
def test_queries_of_a_course_do_not_grow(client, trainee, django_assert_num_queries, count):
    course = make_course(lessons=1, teacher=make_user(), cover=make_picture())
    grow_edition(course, count)
    make_enrolment(trainee, course)
    client.get(course.url)
    with django_assert_num_queries(COURSE_QUERIES):
        page = client.get(course.url)
    assert len(page.content) < 100_000


def grow_edition(course, count):
    """An edition with many lessons, without making a page for each."""
    edition = course.editions.get()
    lesson = edition.content["lessons"][0]
    edition.content["lessons"] = [lesson, *({**lesson, "id": 10**6 + n} for n in range(count - 1))]
    edition.save()


def test_a_lesson_is_read_and_remembered(client, trainee):
    course = make_course(lessons=3)
    make_enrolment(trainee, course)
    middle = first_lesson(course).get_next_sibling()
    page = text(client.get(f"/learn/{middle.pk}/"))
    assert "居民的事居民议。" in page
    assert page.count('aria-current="page"') >= 2
    assert "上一课" in page
    assert "下一课" in page
    assert CourseEnrolment.objects.get().last_lesson_id == middle.pk
    assert "继续学习" in text(client.get(course.url))


def test_the_figure_is_the_same_everywhere(client, trainee):
    course = make_course(lessons=3)
    make_enrolment(trainee, course)
    lesson = first_lesson(course)
    reading = lesson.placements.first().activity
    Completion.objects.create(user=trainee, activity=reading)
    actions.update_progress(user_id=trainee.pk, activity_id=reading.pk)
    for url in (f"/learn/{lesson.pk}/", "/me/courses/", course.url, make_index().url):
        assert "已完成 33%" in text(client.get(url)), url


def test_the_end_of_a_course_leads_to_the_certificates(client, trainee):
    course = make_course(lessons=2)
    make_enrolment(trainee, course)
    first = first_lesson(course)
    last = first.get_next_sibling().specific
    done_first, done_last = (each.placements.get().activity_id for each in (first, last))
    end = '<a href="/programmes/">看能领的证书</a>'
    ends = [f"/learn/{last.pk}/", f"/learn/{last.pk}/{done_last}/"]
    pages = [f"/learn/{first.pk}/{done_first}/", *ends]
    for activity in (done_first, done_last):
        shown = [text(client.get(url)) for url in [course.url, *pages]]
        assert not [page for page in shown if "看能领的证书" in page or "已学完本课程" in page]
        Completion.objects.create(user=trainee, activity_id=activity)
        actions.update_progress(user_id=trainee.pk, activity_id=activity)
    for url in pages:
        page = text(client.get(url))
        assert (page.count("已学完本课程"), page.count(end)) == (1, 1), url
    assert "已学完本课程" not in text(client.get(f"/learn/{first.pk}/"))
    page = text(client.get(course.url))
    assert '已学完本课程。<a class="more" href="/programmes/">看能领的证书</a>' in page


@pytest.mark.parametrize("count", [1, 3, 500])
def test_queries_of_a_lesson_do_not_grow(client, trainee, django_assert_num_queries, count):
    course = make_course(lessons=1)
    grow_edition(course, count)
    make_enrolment(trainee, course)
    url = f"/learn/{first_lesson(course).pk}/"
    client.get(course.url)
    with django_assert_num_queries(LESSON_QUERIES + 1):  # and it is written down
        page = client.get(url)
    with django_assert_num_queries(LESSON_QUERIES):
        client.get(url)
    assert len(page.content) < 60_000


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_pictures_do_not_grow(client, trainee, django_assert_num_queries, count):
    course = make_course(lessons=1)
    lesson = first_lesson(course)
    lesson.body = [picture_block() for _ in range(count)]
    lesson.save_revision().publish()
    make_enrolment(trainee, course)
    url = f"/learn/{lesson.pk}/"
    client.get(url)
    with django_assert_num_queries(LESSON_QUERIES + 2):  # pictures, their files
        page = client.get(url)
    assert text(page).count("<figure>") == count


def test_a_lesson_is_for_those_who_take_the_course(client, trainee):
    lesson = first_lesson(make_course(lessons=1, title="四步议事法"))
    page = client.get(f"/learn/{lesson.pk}/")
    assert page.status_code == 403
    assert "这一课属于课程《四步议事法》，选课后可以读。" in text(page)
    assert "居民的事居民议。" not in text(page)
    client.logout()
    assert client.get(f"/learn/{lesson.pk}/").url == f"/login/?next=/learn/{lesson.pk}/"


def test_a_lesson_in_the_tree_leads_on(client, trainee):
    course = make_course(lessons=1)
    lesson = first_lesson(course)
    page = client.get(lesson.url)
    assert page.status_code == 200
    assert "居民的事居民议。" not in text(page)
    make_enrolment(trainee, course)
    assert client.get(lesson.url).url == f"/learn/{lesson.pk}/"
    assert client.get(lesson.get_parent().url).url == course.url


def test_what_is_not_in_the_pinned_edition_is_explained(client, trainee):
    course = make_course(lessons=1)
    make_enrolment(trainee, course)
    lesson = first_lesson(course)
    added = make_lesson(lesson.get_parent(), [make_reading()])
    publish(added)
    for url in (f"/learn/{added.pk}/", f"/learn/{lesson.pk}/999/"):
        page = client.get(url)
        assert page.status_code == 404
        assert "不在您正在学的版本里" in text(page)


@pytest.mark.parametrize("fate", ["unpublish", "delete"])
def test_a_lesson_taken_down_keeps_its_activities(
    client, trainee, fate, django_capture_on_commit_callbacks
):
    course = make_course(lessons=2)
    make_enrolment(trainee, course)
    lesson = first_lesson(course)
    with django_capture_on_commit_callbacks(execute=True):
        getattr(lesson, fate)()
    page = client.get(f"/learn/{lesson.pk}/")
    assert page.status_code == 200
    assert "这一课的课文已下线，学习活动仍可完成。" in text(page)
    assert "居民的事居民议。" not in text(page)


def test_unknown_lessons_are_not_found(client, trainee):
    assert client.get("/learn/999999/").status_code == 404
    draft = make_lesson(make_chapter(make_course()), live=False)
    assert client.get(f"/learn/{draft.pk}/").status_code == 404


def test_my_courses_apart(client, trainee):
    assert "您还没有选课" in text(client.get("/me/courses/"))
    make_enrolment(trainee, make_course(lessons=1, title="四步议事法"))
    page = client.get("/me/courses/")
    assert "四步议事法" in text(page)
    done = text(client.get("/me/courses/?state=done"))
    assert "四步议事法" not in done
    assert "还没有学完的课程" in done


def test_who_has_finished_every_course_is_not_told_to_have_none(client, trainee):
    enrolment = make_enrolment(trainee, make_course(lessons=1))
    CourseEnrolment.objects.filter(pk=enrolment.pk).update(percentage=100, completed_at=clock.now())
    page = text(client.get("/me/courses/"))
    assert "没有在学的课程" in page
    assert "您还没有选课" not in page
    assert '<a class="btn btn--ghost" href="/courses/">去选课</a>' in page


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_my_courses(client, trainee, django_assert_num_queries, count):
    for _ in range(count):
        make_enrolment(trainee, make_course(lessons=1, cover=make_picture()))
    client.get("/me/courses/")
    # session, user, count, enrolments with courses, covers
    with django_assert_num_queries(5):
        client.get("/me/courses/")


def test_the_preview_of_a_lesson_writes_nothing(client, django_assert_num_queries):
    editor = make_user(is_superuser=True)
    client.force_login(editor)
    lesson = make_lesson(
        make_chapter(make_course()), [make_reading(title="草稿阅读", live=False)], live=False
    )
    lesson.save_revision()
    page = client.get(f"/admin/pages/{lesson.pk}/view_draft/")
    assert page.status_code == 200
    assert "居民的事居民议。" in text(page)
    assert "草稿，发布前不能发布这一课" in text(page)
    assert CourseEnrolment.objects.count() == 0


def test_previews_of_the_other_pages(client):
    client.force_login(make_user(is_superuser=True))
    course = make_course(lessons=1)
    chapter = first_lesson(course).get_parent()
    for page in (make_index(), course, chapter):
        page.specific.save_revision()
        assert client.get(f"/admin/pages/{page.pk}/view_draft/").status_code == 200
