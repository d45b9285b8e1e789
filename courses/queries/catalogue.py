"""What the catalogue, a course page and one's own courses show."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Max, QuerySet

from courses.models import CourseEdition, CourseEnrolment, CourseIndexPage, CoursePage
from courses.queries.editions import latest_edition
from courses.queries.outline import Outline, OutlineLesson, study_outline
from courses.queries.pictures import CARD_PICTURE, renditions

if TYPE_CHECKING:
    from academy.people.models import User


@dataclass(frozen=True)
class CourseView:
    """A course as its page shows it to one person.

    `edition`: the pinned one of those enrolled, else the latest; None before publication.
    `newest`: for those enrolled, the number of the latest edition.
    """

    course: CoursePage
    edition: CourseEdition | None
    newest: int
    enrolment: CourseEnrolment | None
    outline: Outline
    resume: OutlineLesson | None


def with_cards(courses: Any) -> Any:
    """Courses with all a card shows: one query more for the covers' files."""
    covers = renditions(CARD_PICTURE, "cover__renditions")
    return courses.select_related("cover").prefetch_related(covers)


def catalogue_courses(index: CourseIndexPage, filters: Mapping[str, Any]) -> Any:
    """Live courses of the catalogue that fit, in the order of the tree."""
    wanted = {name: value for name, value in filters.items() if value}
    return with_cards(CoursePage.objects.child_of(index).live().filter(**wanted).order_by("path"))


def teachers_of(index: CourseIndexPage) -> list[tuple[int, str]]:
    """Those who teach a live course here, by name: choices of the filter."""
    taught = CoursePage.objects.child_of(index).live().exclude(teacher=None)
    return list(
        taught.order_by("teacher__name").values_list("teacher_id", "teacher__name").distinct()
    )


def my_figures(user: User | None, courses: Collection[CoursePage]) -> dict[int, CourseEnrolment]:
    """The person's enrolments in these courses, by course: one query."""
    if user is None:
        return {}
    mine = CourseEnrolment.objects.filter(user=user, course__in=courses)
    return {enrolment.course_id: enrolment for enrolment in mine}


def course_view(user: User | None, course: CoursePage) -> CourseView:
    """A course for one person (None: not signed in), in a constant number of queries."""
    mine = CourseEnrolment.objects.filter(user=user, course=course).select_related("edition")
    pinned = mine.annotate(newest=Max("course__editions__number"))
    enrolment = pinned.first() if user else None
    edition = enrolment.edition if enrolment else latest_edition(course)
    content = edition.content if edition else {"lessons": []}
    outline = study_outline(user if enrolment else None, content)
    return CourseView(
        course=course,
        edition=edition,
        newest=enrolment.newest if enrolment else 0,
        enrolment=enrolment,
        outline=outline,
        resume=outline.resume(enrolment.last_lesson_id if enrolment else None),
    )


def my_courses(user: User, *, completed: bool) -> QuerySet[CourseEnrolment]:
    """The person's enrolments, latest studied first, with their courses."""
    mine = CourseEnrolment.objects.filter(user=user, completed_at__isnull=not completed)
    return mine.select_related("course__cover").prefetch_related(
        renditions(CARD_PICTURE, "course__cover__renditions")
    )
