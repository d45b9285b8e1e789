"""Lecture session: a lesson in a room, on its own or of an offline course."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel, PageChooserPanel

from academy.classes.models import Session
from courses.pages import CoursePage


class LectureSession(Session):
    """A teacher teaches. `course`: whose part it is; its sessions in a class belong together."""

    kind_label = "面授"
    icon = "person"
    admin_icon = "group"

    course = models.ForeignKey(
        CoursePage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name="课程",
    )

    panels = [
        PageChooserPanel("course"),
        FieldPanel("title"),
        FieldPanel("subject"),
        FieldPanel("minutes"),
    ]

    class Meta:
        verbose_name = verbose_name_plural = "面授课次"

    def credit_unit(self) -> str:
        return f"course:{self.course_id}" if self.course_id else ""
