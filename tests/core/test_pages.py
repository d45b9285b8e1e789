"""Pages of the tree: found in few statements, and just as Wagtail finds them."""

import pytest
from wagtail.models import Page, PageViewRestriction, Site

from academy.core.queries import find_page
from courses.models import CoursePage
from tests.factories.courses import first_lesson, make_course, make_index
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("depth", ["index", "course", "lesson"])
def test_any_page_is_found_in_two_statements(depth, django_assert_num_queries):
    course = make_course(lessons=1)
    page = {"index": make_index(), "course": course, "lesson": first_lesson(course)}[depth]
    path, parent = page.url.lstrip("/"), page.get_parent()
    find_page(path)
    with django_assert_num_queries(2):
        found = find_page(path)
    assert (type(found), found) == (type(page), page)
    with django_assert_num_queries(0):
        assert not found.get_view_restrictions()
        assert found.get_parent().pk == parent.pk


def test_what_is_always_shown_comes_along(django_assert_num_queries):
    make_course(slug="yi-shi", teacher=make_user(name="王老师"))
    find_page("courses/yi-shi/")
    with django_assert_num_queries(2):
        assert find_page("courses/yi-shi/").teacher.name == "王老师"


def rename(page, slug):
    page = page.specific
    page.slug = slug
    page.save()
    return page


def test_the_same_slugs_below_another_course_are_another_lesson():
    for slug in ("jia", "yi"):
        course = make_course(lessons=1, slug=slug)
        lesson = rename(first_lesson(course), "di-yi-ke")
        rename(lesson.get_parent(), "di-yi-zhang")
        assert find_page(f"courses/{slug}/di-yi-zhang/di-yi-ke/") == lesson


@pytest.mark.parametrize("path", ["no/", "courses/no/", "no/courses/", "courses/courses/"])
def test_no_page_no_answer(client, path):
    make_course()
    assert find_page(path) is None
    assert client.get(f"/{path}").status_code == 404


def test_a_page_taken_down_is_not_shown(client):
    course = make_course(lessons=1)
    course.unpublish()
    assert client.get(course.url).status_code == 404


def test_a_renamed_page_is_found_at_once(client):
    course = make_course()
    client.get(course.url)
    course.slug = "xin"
    course.save()
    assert client.get("/courses/xin/").status_code == 200


@pytest.mark.parametrize("where", ["page", "above", "root"])
def test_a_restriction_is_kept(client, where):
    course = make_course(lessons=1)
    client.get(course.url)
    page = {"page": course, "above": make_index(), "root": Page.objects.get(depth=1)}[where]
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert find_page(course.url.lstrip("/")) is None
    assert client.get(course.url).url.startswith("/login/?next=")
    client.force_login(make_user())
    assert client.get(course.url).status_code == 200


def test_an_alias_is_left_to_wagtail(client):
    course = make_course(title="四步议事法")
    alias = course.create_alias(update_slug="bie-ming")
    path = CoursePage.objects.get(pk=alias.pk).url
    assert find_page(path.lstrip("/")) is None
    assert "四步议事法" in client.get(path).content.decode()


def test_a_second_site_is_left_to_wagtail(client):
    course = make_course(title="四步议事法")
    Site.objects.create(hostname="other.example", root_page=make_index())
    assert find_page(f"courses/{course.slug}/") is None
    assert "四步议事法" in client.get(f"/courses/{course.slug}/").content.decode()
    other = client.get(f"/{course.slug}/", headers={"host": "other.example"})
    assert "四步议事法" in other.content.decode()
