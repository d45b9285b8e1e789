"""A certain course must have been completed, in whatever edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from wagtail import blocks

from academy.certification.requirements import RequirementBlock, Verdict, requirement
from courses.models import CourseEnrolment, CoursePage
from courses.queries.outline import OutlineLesson, activity_states, outline_of

if TYPE_CHECKING:
    from academy.people.models import User


@dataclass(frozen=True)
class Facts:
    """A person's enrolments and where to go on, by the course's id."""

    enrolments: dict[int, CourseEnrolment] = field(default_factory=dict)
    lessons: dict[int, OutlineLesson] = field(default_factory=dict)


@requirement("course_completed")
class CourseCompleted(RequirementBlock):
    """The course stands as completed; what is added to it later changes nothing."""

    course = blocks.PageChooserBlock("courses.CoursePage", label="课程")

    def prefetch(self, values: Sequence[Any], person: User, scope: Any = None) -> Facts:
        ids = [value["course"].pk for value in values if value["course"]]
        mine = CourseEnrolment.objects.filter(user=person, course_id__in=ids)
        enrolments = {e.course_id: e for e in mine.select_related("edition")}
        lessons = [x for e in enrolments.values() for x in e.edition.content["lessons"]]
        states = activity_states(person, {"lessons": lessons})
        resumed = {
            course_id: outline_of(enrolment.edition.content, states).resume(
                enrolment.last_lesson_id
            )
            for course_id, enrolment in enrolments.items()
        }
        return Facts(enrolments, {pk: lesson for pk, lesson in resumed.items() if lesson})

    def evaluate(self, value: Any, person: User, facts: Facts, scope: Any = None) -> Verdict:
        course: CoursePage = self.target(value, "course")
        wanted = f"完成课程《{course.title}》"
        enrolment = facts.enrolments.get(course.pk)
        if enrolment is None:
            return Verdict(
                met=False,
                wanted=wanted,
                own="还没有选课",
                next_words=f"去选课：《{course.title}》",
                next_url=course.url or "",
            )
        if enrolment.completed_at:
            return Verdict(met=True, wanted=wanted, own="已完成 100%")
        lesson = facts.lessons.get(course.pk)
        return Verdict(
            met=False,
            wanted=wanted,
            own=f"已完成 {enrolment.percentage}%",
            next_words=f"接着学：{lesson.title}" if lesson else f"打开《{course.title}》",
            next_url=reverse("courses:lesson", args=[lesson.id]) if lesson else course.url or "",
        )

    class Meta:
        label = "完成课程"
        icon = "doc-full"
