"""Finding courses, lessons, activities and documents by what stands in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.db.models import Model
from django.urls import reverse
from wagtail.search.backends import get_search_backend

from academy.learning.models import Activity
from courses import rules
from courses.films.models import Film, uses_of
from courses.models import ChapterPage, CoursePage, LessonActivity, LessonPage
from courses.texts.models import Passage
from courses.texts.queries import documents_open_to

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from academy.people.models import User

# The most that are listed of each kind.
AT_MOST = 200

Kind = Literal["课程", "课文", "学习活动", "文档"]


@dataclass(frozen=True)
class Find:
    """Something found, not loaded yet. `within`: the course (and lesson) it stands in.

    `passage`: id of the piece of its film's captions, or of the document, that holds the words.
    """

    kind: Kind
    id: int
    title: str
    url: str
    within: str = ""
    passage: int | None = None


@dataclass(frozen=True)
class Hit:
    """Something found as it is shown: `excerpt` is text in pieces, marked (True) or not."""

    find: Find
    title: list[tuple[str, bool]]
    excerpt: list[tuple[str, bool]]


def find_all(words: str, viewer: User | AnonymousUser) -> list[Find]:
    """Everything live that `words` find, best first within each kind; a constant few queries.

    Documents: those that `viewer` may open.
    """
    if not words.strip():
        return []
    courses = list(CoursePage.objects.live().search(words)[:AT_MOST])
    lessons = list(LessonPage.objects.live().defer_streamfields().search(words)[:AT_MOST])
    passages = list(get_search_backend().search(words, Passage.objects.defer("text"))[:AT_MOST])
    said = _said(passages)
    activities = _activities(words, said)
    placed = LessonActivity.objects.filter(activity__in=activities, lesson__live=True)
    lines = list(placed.order_by("pk").select_related("lesson").defer("lesson__body"))
    tree = _live_tree([*lessons, *(line.lesson for line in lines)])
    return [
        *(Find("课程", course.pk, course.title, course.url) for course in courses),
        *_lesson_finds(lessons, tree),
        *_activity_finds(activities, lines, tree, said),
        *_document_finds(passages, viewer),
    ]


def _said(passages: Iterable[Passage]) -> dict[int, int]:
    """The best passage of what is said in each activity's film, by the activity's id."""
    best: dict[int, int] = {}
    for passage in passages:
        if passage.film_id:
            best.setdefault(passage.film_id, passage.pk)
    uses = uses_of(Film.objects.filter(pk__in=best).values("pk"))
    return {activity_id: best[film_id] for activity_id, film_id in uses.items()}


def _activities(words: str, said: Collection[int]) -> list[Activity]:
    """Live activities in which the words stand, then those in whose films they are said."""
    found = list(get_search_backend().search(words, _live_activities())[:AT_MOST])
    known = {activity.pk for activity in found}
    heard = _live_activities().filter(pk__in=said).exclude(pk__in=known).order_by("pk")
    return [*found, *heard[:AT_MOST]]


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
    activities: Iterable[Activity],
    lines: Iterable[LessonActivity],
    tree: dict[str, str],
    said: dict[int, int],
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
            said.get(activity.pk),
        )
        for activity in activities
        if activity.pk in places
    ]


def _document_finds(passages: Iterable[Passage], viewer: User | AnonymousUser) -> Iterator[Find]:
    """Documents that `viewer` may open, in the order of their best passages."""
    best: dict[int, int] = {}
    for passage in passages:
        if passage.document_id:
            best.setdefault(passage.document_id, passage.pk)
    documents = documents_open_to(viewer).in_bulk(best)
    for document_id, passage_id in best.items():
        if document := documents.get(document_id):
            yield Find("文档", document_id, document.title, document.url, passage=passage_id)


def show(finds: Collection[Find], words: str) -> list[Hit]:
    """Finds with excerpts around what was looked for: one query per kind of thing."""
    terms = words.split()
    texts = _texts(finds)
    passages = Passage.objects.in_bulk([find.passage for find in finds if find.passage])
    return [
        Hit(
            find,
            rules.mark_terms(find.title, terms),
            rules.excerpt(_text_of(find, texts, passages, terms), terms),
        )
        for find in finds
    ]


def _text_of(
    find: Find,
    texts: dict[tuple[Kind, int], str],
    passages: dict[int, Passage],
    terms: Iterable[str],
) -> str:
    """Its own text, or the passage where only that holds one of the terms."""
    own = texts.get((find.kind, find.id), "")
    passage = passages.get(find.passage or 0)
    if passage and not any(term.lower() in own.lower() for term in terms):
        return passage.text
    return own


def _texts(finds: Collection[Find]) -> dict[tuple[Kind, int], str]:
    """What stands in each page and activity, as plain text."""
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
