"""Seminar session: a question worked on together."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel

from academy.classes.models import Session


class SeminarSession(Session):
    """Groups discuss; somebody hosts or nobody does."""

    kind_label = "研讨"
    icon = "people"
    admin_icon = "comment"
    needs_teacher = False

    question = models.CharField("研讨题目", max_length=200, blank=True)
    result = models.CharField("成果形式", max_length=120, blank=True)

    panels = [
        FieldPanel("title"),
        FieldPanel("subject"),
        FieldPanel("question"),
        FieldPanel("result"),
        FieldPanel("minutes"),
    ]

    class Meta:
        verbose_name = verbose_name_plural = "研讨课次"
