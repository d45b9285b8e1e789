"""Finding courses, lessons and activities by what stands in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Model
from django.urls import reverse
from wagtail.search.backends import get_search_backend

from academy.learning.models import Activity
from courses import rules
from courses.models import ChapterPage, CoursePage, LessonActivity, LessonPage

# The most that are listed of each kind.
AT_MOST = 200

Kind = Literal["课程", "课文", "学习活动"]


@dataclass(frozen=True)
class Find:
    """Something found, not loaded yet. `within`: the course (and lesson) it stands in."""

    kind: Kind
    id: int
    title: str
    url: str
    within: str = ""


@dataclass(frozen=True)
class Hit:
    """Something found as it is shown: `excerpt` is text in pieces, marked (True) or not."""

    find: Find
    title: list[tuple[str, bool]]
    excerpt: list[tuple[str, bool]]


def find_all(words: str) -> list[Find]:
    """Everything live that `words` find, best first within each kind; a constant few queries."""
    if not words.strip():
        return []
    courses = list(CoursePage.objects.live().search(words)[:AT_MOST])
    lessons = list(LessonPage.objects.live().defer_streamfields().search(words)[:AT_MOST])
    activities = list(get_search_backend().search(words, _live_activities())[:AT_MOST])
    placed = LessonActivity.objects.filter(activity__in=activities, lesson__live=True)
    lines = list(placed.order_by("pk").select_related("lesson").defer("lesson__body"))
    tree = _live_tree([*lessons, *(line.lesson for line in lines)])
    return [
        *(Find("课程", course.pk, course.title, course.url) for course in courses),
        *_lesson_finds(lessons, tree),
        *_activity_finds(activities, lines, tree),
    ]


def _live_activities() -> Any:
    return Activity.objects.non_polymorphic().filter(live=True)


def _live_tree(lessons: Iterable[LessonPage]) -> dict[str, str]:
    """Titles of the live chapters and courses above these lessons, by path: two queries."""
    chapters = {lesson.path[: -LessonPage.steplen] for lesson in lessons}
    courses = {path[: -LessonPage.steplen] for path in chapters}
    return dict(
        [
            *ChapterPage.objects.filter(path__in=chapters, live=True).values_list("path", "title"),
            *CoursePage.objects.filter(path__in=courses, live=True).values_list("path", "title"),
        ]
    )


def _course_title(lesson: LessonPage, tree: dict[str, str]) -> str:
    """Title of the live course around a lesson; empty when course or chapter is not live."""
    chapter = lesson.path[: -LessonPage.steplen]
    return tree.get(chapter[: -LessonPage.steplen], "") if chapter in tree else ""


def _lesson_finds(lessons: Iterable[LessonPage], tree: dict[str, str]) -> list[Find]:
    found = ((lesson, _course_title(lesson, tree)) for lesson in lessons)
    return [
        Find("课文", lesson.pk, lesson.title, reverse("courses:lesson", args=[lesson.pk]), course)
        for lesson, course in found
        if course
    ]


def _activity_finds(
    activities: Iterable[Activity], lines: Iterable[LessonActivity], tree: dict[str, str]
) -> list[Find]:
    """Activities where they are first placed in a live lesson."""
    places: dict[int, tuple[LessonPage, str]] = {}
    for line in lines:
        course = _course_title(line.lesson, tree)
        if course:
            places.setdefault(line.activity_id, (line.lesson, course))
    return [
        Find(
            "学习活动",
            activity.pk,
            activity.title,
            reverse("courses:activity", args=[places[activity.pk][0].pk, activity.pk]),
            f"{places[activity.pk][1]} · {places[activity.pk][0].title}",
        )
        for activity in activities
        if activity.pk in places
    ]


def show(finds: Collection[Find], words: str) -> list[Hit]:
    """Finds with excerpts around what was looked for: one query per kind of thing."""
    terms = words.split()
    texts = _texts(finds)
    return [
        Hit(
            find,
            rules.mark_terms(find.title, terms),
            rules.excerpt(texts.get((find.kind, find.id), ""), terms),
        )
        for find in finds
    ]


def _texts(finds: Collection[Find]) -> dict[tuple[Kind, int], str]:
    """What stands in each find, as plain text."""
    sources: dict[Kind, Any] = {
        "课程": CoursePage.objects.all(),
        "课文": LessonPage.objects.all(),
        "学习活动": Activity.objects.all(),
    }
    ids: dict[Kind, list[int]] = defaultdict(list)
    for find in finds:
        ids[find.kind].append(find.id)
    return {
        (kind, item.pk): plain_text(item)
        for kind, source in sources.items()
        for item in source.filter(pk__in=ids[kind])
    }


def plain_text(item: Model) -> str:
    """Summary and body of a page or activity without any markup."""
    body = getattr(item, "body", None)
    parts = body.stream_block.get_searchable_content(body) if body else []
    return " ".join([getattr(item, "summary", ""), *(str(part) for part in parts)]).strip()
