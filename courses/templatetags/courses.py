"""Cards of courses, and texts with pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse

from academy.core import clock
from courses import rules
from courses.enums import DutyState
from courses.queries.pictures import CARD_PICTURE, with_pictures
from courses.queries.required import duty_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from courses.models import CourseEnrolment, CoursePage, RequiredStudy, StudyDuty

register = template.Library()
register.filter(with_pictures)


@register.inclusion_tag("components/course_card.html")
def course_card(
    course: CoursePage, figures: Mapping[int, CourseEnrolment] | None = None
) -> dict[str, Any]:
    """A course of the catalogue, with the person's figure where they take it."""
    enrolment = (figures or {}).get(course.pk)
    return {
        # Known where the catalogue asked for a person; visitors have no duties.
        **_card(course, getattr(course, "due_at", None)),
        "url": course.url,
        "word": _word(enrolment),
        "state": "done" if enrolment and enrolment.completed_at else "doing",
        "percent": enrolment.percentage if enrolment else None,
    }


@register.inclusion_tag("components/course_card.html")
def enrolment_card(enrolment: CourseEnrolment) -> dict[str, Any]:
    """A course of one's own: leads on to where one left off."""
    course = enrolment.course
    resume = enrolment.last_lesson_id
    return {
        **_card(course, enrolment.due_at),  # type: ignore[attr-defined] # annotated
        "url": (
            reverse("courses:lesson", args=[resume])
            if resume and not enrolment.completed_at
            else course.url
        ),
        "word": _word(enrolment),
        "state": "done" if enrolment.completed_at else "doing",
        "percent": enrolment.percentage,
    }


def _word(enrolment: CourseEnrolment | None) -> str:
    if enrolment is None:
        return ""
    return "已完成" if enrolment.completed_at else "在学"


def _card(course: CoursePage, due_at: dt.datetime | None) -> dict[str, Any]:
    hours = f"{course.hours_words}\N{NO-BREAK SPACE}学时" if course.hours else ""
    parts = [
        course.get_subject_display(),
        course.get_form_display(),
        course.get_necessity_display(),
    ]
    return {
        "title": course.title,
        "required": due_at and f"必学，{rules.days_words(clock.local_date(due_at), clock.today())}",
        "meta": " · ".join([*parts, hours] if hours else parts),
        "text": course.summary,
        "picture": course.cover.get_rendition(CARD_PICTURE).url if course.cover else "",
    }


@register.inclusion_tag("components/tag.html")
def duty_tag(duty: StudyDuty) -> dict[str, str]:
    """Where a person stands with a duty, as shape and words."""
    kinds = {DutyState.DONE: "done", DutyState.WITHDRAWN: "info"}
    open_kind = "urgent" if duty.due_at < clock.now() else "todo"
    return {
        "kind": kinds.get(DutyState(duty.state), open_kind),
        "text": duty_words(duty, clock.today()),
    }


@register.inclusion_tag("components/tag.html")
def deadline_tag(required: RequiredStudy) -> dict[str, str]:
    """How far the deadline of a requirement is, or that it was withdrawn."""
    if required.withdrawn_at:
        return {"kind": "info", "text": "已撤回"}
    kind = "urgent" if required.due_at < clock.now() else "todo"
    return {"kind": kind, "text": rules.days_words(required.due_on, clock.today())}
