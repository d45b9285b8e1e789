"""What the catalogue, a course page and one's own courses show."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Max, QuerySet

from academy.classes.models import Enrolment
from academy.core import clock
from courses.enums import CourseForm
from courses.models import (
    CourseEdition,
    CourseEnrolment,
    CourseIndexPage,
    CoursePage,
    LectureSession,
    StudyDuty,
)
from courses.queries.duties import duty_due_at
from courses.queries.editions import latest_edition
from courses.queries.outline import Outline, OutlineLesson, study_outline
from courses.queries.pictures import CARD_PICTURE, renditions

if TYPE_CHECKING:
    from datetime import date, datetime

    from academy.people.models import User


@dataclass(frozen=True)
class CourseView:
    """A course as its page shows it to one person.

    `edition`: the pinned one of those enrolled, else the latest; None before publication.
    `newest`: for those enrolled, the number of the latest edition. `due_on`: the last day for those
    of whom it is required and who have not completed it. `sessions`: of a course held in classes,
    those of one's own classes, in the order of time; `has_begun`: whether any class holds it.
    """

    course: CoursePage
    edition: CourseEdition | None
    newest: int
    enrolment: CourseEnrolment | None
    outline: Outline
    resume: OutlineLesson | None
    due_on: date | None
    sessions: tuple[LectureSession, ...] = ()
    has_begun: bool = False


def with_cards(courses: Any) -> Any:
    """Courses with all a card shows: one query more for the covers' files."""
    covers = renditions(CARD_PICTURE, "cover__renditions")
    return courses.select_related("cover").prefetch_related(covers)


def catalogue_courses(index: CourseIndexPage, filters: Mapping[str, Any], user: User | None) -> Any:
    """Live courses of the catalogue that fit, in the order of the tree.

    `due_at`: when the course is due for `user`, None where it is not required.
    """
    wanted = {name: value for name, value in filters.items() if value}
    found = CoursePage.objects.child_of(index).live().filter(**wanted).order_by("path")
    return with_cards(found.annotate(due_at=duty_due_at(user, "pk")))


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
    pinned = mine.annotate(
        newest=Max("course__editions__number"), due_at=duty_due_at(user, "course_id")
    )
    enrolment = pinned.first() if user else None
    edition = enrolment.edition if enrolment else latest_edition(course)
    content = edition.content if edition else {"lessons": []}
    outline = study_outline(user if enrolment else None, content)
    due_at = enrolment.due_at if enrolment else _due_at(user, course)
    held = LectureSession.objects.filter(course=course).shown()
    is_offline = course.form == CourseForm.OFFLINE
    return CourseView(
        course=course,
        edition=edition,
        newest=enrolment.newest if enrolment else 0,
        enrolment=enrolment,
        outline=outline,
        resume=outline.resume(enrolment.last_lesson_id if enrolment else None),
        due_on=due_at and clock.local_date(due_at),
        sessions=_own_sessions(user, held) if user and is_offline else (),
        has_begun=is_offline and held.exists(),
    )


def _own_sessions(user: User, held: Any) -> tuple[LectureSession, ...]:
    """Those among `held` that stand on the timetable of a class one sits in: one query."""
    mine = Enrolment.objects.standing().filter(person=user).values("training_class")
    own = held.filter(training_class__in=mine).select_related("training_class")
    return tuple(own.order_by("starts_at", "pk"))


def _due_at(user: User | None, course: CoursePage) -> datetime | None:
    """Required of somebody who does not take the course yet: one query for those signed in."""
    duties = StudyDuty.objects.open().filter(person=user, required__course=course)
    return duties.order_by("due_at").values_list("due_at", flat=True).first() if user else None


def my_courses(user: User, *, completed: bool) -> QuerySet[CourseEnrolment]:
    """The person's enrolments, latest studied first, with their courses; `due_at`: if required."""
    mine = CourseEnrolment.objects.filter(user=user, completed_at__isnull=not completed)
    required = mine.annotate(due_at=duty_due_at(user, "course_id"))
    return required.select_related("course__cover").prefetch_related(
        renditions(CARD_PICTURE, "course__cover__renditions")
    )
