"""Visit task: three questions taken along to a practice base."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from wagtail.admin.panels import FieldPanel

from academy.learning.enums import HourKind
from academy.learning.models import Activity, Attempt, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping


class VisitTask(Activity):
    """Three questions about a base, answered in the trainee's own words."""

    kind_label = "现场任务"
    icon = "visit"
    player_template = "bases/activities/visit_task.html"
    hours_kind = HourKind.FIELD

    base = models.ForeignKey(
        "bases.PracticeBasePage", models.PROTECT, related_name="tasks", verbose_name="实践基地"
    )
    question_1 = models.CharField("问题一", max_length=200)
    question_2 = models.CharField("问题二", max_length=200)
    question_3 = models.CharField("问题三", max_length=200)

    panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("minutes"),
        FieldPanel("earns_hours"),
        FieldPanel("base"),
        FieldPanel("question_1"),
        FieldPanel("question_2"),
        FieldPanel("question_3"),
    ]

    class Meta:
        verbose_name = verbose_name_plural = "现场任务"

    def judge(self, attempt: Attempt, answers: Mapping[str, list[str]]) -> Outcome:
        return Outcome(completed=False, words="三个问题都要回答。")
