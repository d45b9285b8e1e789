"""A lesson as its player shows it to one person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Subquery
from django.db.models.functions import Left, Length

from courses.models import CourseEnrolment, CoursePage, LessonPage
from courses.queries.outline import Chapter, Outline, OutlineActivity, OutlineLesson, study_outline

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from academy.people.models import User


@dataclass(frozen=True)
class LessonStudy:
    """A lesson in somebody's course.

    `page`: its text; None where it was taken down or deleted since, or was not asked for. `lesson`
    is None where the pinned edition does not have it.
    """

    enrolment: CourseEnrolment
    page: LessonPage | None
    outline: Outline
    lesson: OutlineLesson | None

    @property
    def course(self) -> CoursePage:
        return self.enrolment.course

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        return self.outline.around(self.lesson) if self.lesson else ()

    @property
    def previous(self) -> OutlineLesson | None:
        return self.outline.beside(self.lesson, -1) if self.lesson else None

    @property
    def following(self) -> OutlineLesson | None:
        return self.outline.beside(self.lesson, 1) if self.lesson else None

    def activity(self, activity_id: int) -> OutlineActivity | None:
        """A placed activity of this lesson in the pinned edition."""
        placed = self.lesson.activities if self.lesson else ()
        return next((activity for activity in placed if activity.id == activity_id), None)

    def activity_after(self, activity: OutlineActivity) -> OutlineActivity | None:
        """What comes next in this lesson."""
        placed = self.lesson.activities if self.lesson else ()
        later = placed[placed.index(activity) + 1 :] if activity in placed else ()
        return next(iter(later), None)


def course_of(page: LessonPage) -> CoursePage | None:
    """The live course a lesson belongs to."""
    course: CoursePage | None = CoursePage.objects.filter(
        path=page.path[: -2 * page.steplen], live=True
    ).first()
    return course


def find_lesson(lesson_id: int) -> LessonPage | None:
    """A lesson with its text, live or not."""
    page: LessonPage | None = LessonPage.objects.filter(pk=lesson_id).first()
    return page


def lesson_study(user: User, lesson_id: int, page: LessonPage | None) -> LessonStudy | None:
    """The lesson in the course that `user` takes; None when not enrolled: two queries."""
    mine = _enrolments(user)
    if page:
        enrolment = mine.filter(course__path=page.path[: -2 * page.steplen]).first()
    else:
        enrolment = next((e for e in mine if _has_lesson(e, lesson_id)), None)
    return _study(user, enrolment, lesson_id, page) if enrolment else None


def activity_study(user: User, lesson_id: int) -> LessonStudy | None:
    """The same without the lesson's text, for its activities; None where a closer look is needed.

    Two queries.
    """
    above = Left("path", Length("path") - 2 * LessonPage.steplen)
    course_path = LessonPage.objects.filter(pk=lesson_id).annotate(above=above).values("above")
    enrolment = _enrolments(user).filter(course__path=Subquery(course_path)).first()
    study = _study(user, enrolment, lesson_id, None) if enrolment else None
    return study if study and study.lesson else None


def _enrolments(user: User) -> QuerySet[CourseEnrolment]:
    return CourseEnrolment.objects.select_related("course", "edition").filter(user=user)


def _study(
    user: User, enrolment: CourseEnrolment, lesson_id: int, page: LessonPage | None
) -> LessonStudy:
    outline = study_outline(user, enrolment.edition.content)
    return LessonStudy(
        enrolment=enrolment,
        page=page if page and page.live else None,
        outline=outline,
        lesson=outline.lesson(lesson_id),
    )


def _has_lesson(enrolment: CourseEnrolment, lesson_id: int) -> bool:
    return any(lesson["id"] == lesson_id for lesson in enrolment.edition.content["lessons"])
