"""Where the activities of this hall's lessons are done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from academy.learning.places import Place, register_place_provider
from courses.models import CourseEnrolment, CoursePage, LessonActivity

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from academy.people.models import User

# From a lesson's path up to its course's: lesson, chapter.
LEVELS_UP = 2


@register_place_provider
def lesson_places(user: User, activity_ids: Collection[int]) -> dict[int, Place]:
    """Open in a course that the person takes; else closed, with the course to take first.

    What left a course since stays open to those whose edition still has it. One query where all
    is open in courses as they are now.
    """
    placed = LessonActivity.objects.filter(activity_id__in=activity_ids, lesson__live=True)
    in_course = Exists(placed.filter(lesson__path__startswith=OuterRef("course__path")))
    mine = CourseEnrolment.objects.filter(user=user).select_related("course", "edition")
    places = _open_places(mine.filter(in_course), activity_ids)
    if missing := set(activity_ids) - set(places):
        places |= _open_places(mine.exclude(in_course), missing)
    if missing := set(activity_ids) - set(places):
        places |= _closed_places(placed, missing)
    return places


def _open_places(
    enrolments: Iterable[CourseEnrolment], activity_ids: Collection[int]
) -> dict[int, Place]:
    places: dict[int, Place] = {}
    for enrolment in enrolments:
        for lesson in enrolment.edition.content["lessons"]:
            for line in lesson["activities"]:
                if line["id"] in activity_ids:
                    places.setdefault(line["id"], _place_in(enrolment, lesson, line["id"]))
    return places


def _place_in(enrolment: CourseEnrolment, lesson: dict[str, Any], activity_id: int) -> Place:
    return Place(
        title=f"{enrolment.course.title} · {lesson['title']}",
        url=reverse("courses:activity", args=[lesson["id"], activity_id]),
        is_open=True,
    )


def _closed_places(
    placed: QuerySet[LessonActivity], activity_ids: Collection[int]
) -> dict[int, Place]:
    paths = _course_paths(placed.filter(activity_id__in=activity_ids))
    places: dict[int, Place] = {}
    for course in CoursePage.objects.filter(path__in=paths, live=True).order_by("path"):
        for activity_id in paths[course.path]:
            places.setdefault(
                activity_id,
                Place(
                    title=course.title,
                    url=course.url or "/courses/",
                    is_open=False,
                    reason=f"请先选课《{course.title}》，再做这项活动。",
                ),
            )
    return places


def _course_paths(placed: QuerySet[LessonActivity]) -> dict[str, set[int]]:
    """Which activities are placed below which course, by the course's path."""
    found: dict[str, set[int]] = defaultdict(set)
    for path, activity_id in placed.values_list("lesson__path", "activity_id"):
        found[path[: -LEVELS_UP * CoursePage.steplen]].add(activity_id)
    return dict(found)
