"""Self-study session: time on the timetable for an online course."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel, PageChooserPanel

from academy.classes.models import Session
from academy.learning.enums import HourKind
from courses.pages import CoursePage


class SelfStudySession(Session):
    """The class studies by itself, `course` if one is named; nobody teaches, any room will do.

    What is completed online credits itself: attendance of it earns classroom hours only where no
    course is named.
    """

    kind_label = "自学"
    icon = "book"
    admin_icon = "doc-full"
    needs_teacher = False
    needs_room = False
    hours_kind = HourKind.CLASSROOM

    course = models.ForeignKey(
        CoursePage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="self_study_sessions",
        verbose_name="自学课程",
    )

    panels = [PageChooserPanel("course"), FieldPanel("title"), FieldPanel("minutes")]

    class Meta:
        verbose_name = verbose_name_plural = "自学课次"

    def credits_attendance(self) -> bool:
        return self.course_id is None
