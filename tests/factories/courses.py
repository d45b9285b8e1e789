"""Courses for tests: plain functions, every argument optional."""

import io
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image as Drawing
from wagtail.images.models import Image
from wagtail.models import Page, Site

from academy.desk.models import HomePage
from courses.models import (
    ChapterPage,
    CourseEnrolment,
    CourseIndexPage,
    CoursePage,
    LessonActivity,
    LessonPage,
    Reading,
)

_serial = count(1)
PARAGRAPH = [("paragraph", "<p>居民的事居民议。</p>")]


def make_index() -> CourseIndexPage:
    """The catalogue below a home page that the default site shows; made once."""
    index = CourseIndexPage.objects.first()
    if index:
        return index
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="首页", slug="academy"))
    Site.objects.update(root_page=home)
    Site.clear_site_root_paths_cache()
    return home.add_child(instance=CourseIndexPage(title="课程", slug="courses"))


def make_picture() -> Image:
    """An uploaded picture, 8 by 6."""
    n, png = next(_serial), io.BytesIO()
    Drawing.new("RGB", (8, 6), "red").save(png, "PNG")
    return Image.objects.create(title=f"图{n}", file=ContentFile(png.getvalue(), f"{n}.png"))


def picture_block() -> tuple[str, Any]:
    """A picture in the text of a lesson."""
    return "picture", {"image": make_picture(), "caption": "议事厅"}


def make_course(lessons: int = 0, **fields: Any) -> CoursePage:
    """A live course with one chapter of `lessons` lessons, one required reading in each."""
    n = next(_serial)
    values = {
        "title": f"课程{n}",
        "slug": f"course-{n}",
        "summary": "讲一件事。",
        "subject": "party",
    } | fields
    course = make_index().add_child(instance=CoursePage(**values))
    if lessons:
        chapter = make_chapter(course)
        for _ in range(lessons):
            make_lesson(chapter, [make_reading()])
        publish(course)
    return course


def make_chapter(course: CoursePage, **fields: Any) -> ChapterPage:
    n = next(_serial)
    values = {"title": f"第{n}章", "slug": f"chapter-{n}"} | fields
    return course.add_child(instance=ChapterPage(**values))


def make_lesson(
    chapter: ChapterPage, activities: list[Any] | None = None, **fields: Any
) -> LessonPage:
    """A lesson that places `activities`, all required."""
    n = next(_serial)
    values = {"title": f"第{n}课", "slug": f"lesson-{n}", "body": PARAGRAPH} | fields
    lesson = LessonPage(**values)
    lesson.placements = [
        LessonActivity(activity_id=activity.pk, sort_order=place)
        for place, activity in enumerate(activities or [])
    ]
    return chapter.add_child(instance=lesson)


def make_reading(**fields: Any) -> Reading:
    n = next(_serial)
    values = {"title": f"阅读{n}", "minutes": 20, "body": PARAGRAPH} | fields
    return Reading.objects.create(**values)


def publish(page: Page) -> None:
    """Publish a page as it stands."""
    page.specific_class.objects.get(pk=page.pk).save_revision().publish()


def make_enrolment(user: Any, course: CoursePage) -> CourseEnrolment:
    """A person in the latest edition, through the real action."""
    from courses.actions import enrol

    return enrol(user=user, course=course)


def first_lesson(course: CoursePage) -> LessonPage:
    return LessonPage.objects.descendant_of(course).order_by("path").first()
