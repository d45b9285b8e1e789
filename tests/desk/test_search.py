"""The search page."""

import pytest
from wagtail.models import CollectionViewRestriction

from courses.texts.actions import index_film
from tests.factories.courses import (
    first_lesson,
    make_chapter,
    make_course,
    make_lesson,
    make_reading,
    publish,
)
from tests.factories.documents import make_collection, make_read_document
from tests.factories.films import make_film
from tests.factories.people import make_user
from tests.factories.watching import make_micro_film, place

pytestmark = pytest.mark.django_db
BODY = [("paragraph", "<p>before the <b>council</b> decides &amp; signs</p>")]


def text(response):
    return response.content.decode()


def search(client, words, **more):
    return client.get("/search/", {"q": words, **more})


def hits(page):
    return [(hit.find.kind, hit.find.title) for hit in page.context["hits"]]


def make_found(lessons=1):
    """A live course whose summary, lesson and reading all hold the word."""
    course = make_course(title="alpha", summary="what a council is")
    chapter = make_chapter(course)
    for n in range(lessons):
        make_lesson(chapter, [make_reading(title=f"task {n}", body=BODY)], title=f"l{n}", body=BODY)
    publish(course)
    return course


def test_nothing_asked_and_nothing_found_are_said_in_words(client):
    assert "想找什么？" in text(search(client, " "))
    assert "没有找到" in text(search(client, "council"))


def test_courses_lessons_and_activities_are_found_and_marked(client):
    course = make_found()
    lesson = first_lesson(course)
    page = search(client, "council")
    assert hits(page) == [("课程", "alpha"), ("课文", "l0"), ("学习活动", "task 0")]
    shown = text(page)
    assert "what a <mark>council</mark> is" in shown
    assert "before the <mark>council</mark> decides &amp; signs" in shown
    assert f'href="{course.url}"' in shown
    assert f'href="/learn/{lesson.pk}/"' in shown
    assert f'href="/learn/{lesson.pk}/{lesson.placements.first().activity_id}/"' in shown


@pytest.mark.parametrize("words", ["协商", "三会一课", "居民协商", "主任"])
def test_chinese_words_are_found_where_they_stand(client, words):
    course = make_course(title="三会一课", summary="居民协商怎样开头")
    body = [("case", {"title": "案例", "text": "<p>主任请居民协商，再上三会一课。</p>"})]
    make_lesson(make_chapter(course), [make_reading(title="读一读", body=body)], body=body)
    publish(course)
    page = search(client, words)
    assert [kind for kind, _ in hits(page)][-2:] == ["课文", "学习活动"]
    assert f"<mark>{words}</mark>" in text(page)


@pytest.mark.parametrize("hidden", ["lesson", "chapter", "course", "activity"])
def test_only_what_is_live_is_found(client, hidden):
    course = make_found()
    lesson = first_lesson(course)
    targets = {
        "lesson": lesson,
        "chapter": lesson.get_parent().specific,
        "course": course,
        "activity": lesson.placements.first().activity,
    }
    targets[hidden].unpublish()
    expected = {
        "lesson": [("课程", "alpha")],
        "chapter": [("课程", "alpha")],
        "course": [],
        "activity": [("课程", "alpha"), ("课文", "l0")],
    }
    assert hits(search(client, "council")) == expected[hidden]


def test_words_are_shown_safely(client):
    page = text(search(client, "<script>alert(1)</script>"))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("words", ["'", '"', "a AND", "*", "(", "NEAR(", "\x00", "%", "x" * 500])
def test_absurd_words_find_nothing(client, words):
    make_found()
    assert search(client, words).status_code == 200


def test_hits_are_paginated(client):
    make_found(lessons=12)
    page = search(client, "council")
    assert len(page.context["hits"]) == 20
    assert page.context["found"].paginator.count == 25
    assert len(hits(search(client, "council", page=2))) == 5


CAPTIONS = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n先协商，再决定。\n"


def make_said(captions=CAPTIONS, **fields):
    """A placed film in whose captions the words stand, through the author's form."""
    film = make_film(captions=captions)
    index_film(film_id=film.pk, text=film.captions_text)
    activity = make_micro_film(film=film, **fields)
    place(activity, make_user())
    return activity


def test_what_is_said_in_a_film_finds_the_activity(client):
    activity = make_said(title="看一段", summary="三分钟")
    page = search(client, "协商")
    assert hits(page) == [("学习活动", "看一段")]
    assert "先<mark>协商</mark>，再决定。" in text(page)
    assert f"/{activity.pk}/" in text(page)
    index_film(film_id=activity.film_id, text="别的")
    assert hits(search(client, "协商")) == []


def test_an_activity_found_twice_is_shown_once(client):
    make_said(title="协商", summary="怎样协商")
    page = search(client, "协商")
    assert hits(page) == [("学习活动", "协商")]
    assert "怎样<mark>协商</mark>" in text(page)


def test_what_is_said_late_in_a_long_film_is_found(client):
    make_said(captions=CAPTIONS.replace("先协商", "议" * 40_000 + "最后协商"))
    assert [kind for kind, _ in hits(search(client, "最后协商"))] == ["学习活动"]


def test_a_film_that_no_live_activity_shows_is_not_found(client):
    make_said().unpublish()
    film = make_film(captions=CAPTIONS)
    index_film(film_id=film.pk, text=film.captions_text)
    assert hits(search(client, "协商")) == []


def test_documents_are_found_by_those_who_may_open_them(client):
    collection = make_collection()
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    document = make_read_document(title="规则", collection=collection)
    assert hits(search(client, "居民议")) == []
    client.force_login(make_user())
    page = search(client, "居民议")
    assert hits(page) == [("文档", "规则")]
    assert f'href="{document.url}"' in text(page)
    assert "居民的事<mark>居民议</mark>" in text(page)
    assert hits(search(client, "规则")) == [("文档", "规则")]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(client, django_assert_num_queries, count):
    client.force_login(make_user())
    make_found(lessons=count)
    for n in range(count):
        make_said(captions=CAPTIONS.replace("协商", "council"))
        make_read_document(b"council", title=f"document {n}")
    search(client, "council")
    # session, user; four searches; uses of films, activities with them; placements, chapters,
    # courses; groups, restrictions, documents; three texts, two kinds, passages
    with django_assert_num_queries(20):
        assert len(hits(search(client, "council"))) == 1 + 4 * count
