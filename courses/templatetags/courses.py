"""Cards of courses, and texts with pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse

from courses.queries.pictures import CARD_PICTURE, with_pictures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from courses.models import CourseEnrolment, CoursePage

register = template.Library()
register.filter(with_pictures)


@register.inclusion_tag("components/course_card.html")
def course_card(
    course: CoursePage, figures: Mapping[int, CourseEnrolment] | None = None
) -> dict[str, Any]:
    """A course of the catalogue, with the person's figure where they take it."""
    enrolment = (figures or {}).get(course.pk)
    return {
        **_card(course),
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
        **_card(course),
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


def _card(course: CoursePage) -> dict[str, Any]:
    hours = f"{course.hours_words}\N{NO-BREAK SPACE}学时" if course.hours else ""
    parts = [
        course.get_subject_display(),
        course.get_form_display(),
        course.get_necessity_display(),
    ]
    return {
        "title": course.title,
        "meta": " · ".join([*parts, hours] if hours else parts),
        "text": course.summary,
        "picture": course.cover.get_rendition(CARD_PICTURE).url if course.cover else "",
    }
