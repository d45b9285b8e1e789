"""Quiz: questions drawn from a bank, answers autosaved, marked by the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from wagtail.admin.panels import FieldPanel

from academy.learning.models import Activity, Attempt, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping


class Quiz(Activity):
    """A test over a question bank. Done when passed."""

    kind_label = "测验"
    icon = "quiz"
    player_template = "courses/activities/quiz.html"

    bank = models.ForeignKey("courses.QuestionBank", models.PROTECT, verbose_name="题库")
    count = models.PositiveSmallIntegerField("抽题数（0 为全部）", default=0)
    pass_percent = models.PositiveSmallIntegerField("及格线（%）", default=60)
    attempts_allowed = models.PositiveSmallIntegerField("可考次数（0 为不限）", default=0)
    time_limit_minutes = models.PositiveSmallIntegerField("限时（分钟，0 为不限）", default=0)
    shuffle = models.BooleanField("题目与选项乱序", default=True)

    panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("earns_hours"),
        FieldPanel("bank"),
        FieldPanel("count"),
        FieldPanel("pass_percent"),
        FieldPanel("attempts_allowed"),
        FieldPanel("time_limit_minutes"),
        FieldPanel("shuffle"),
    ]

    class Meta:
        verbose_name = verbose_name_plural = "测验"

    def judge(self, attempt: Attempt, answers: Mapping[str, list[str]]) -> Outcome:
        return Outcome(completed=False, words="", passed=False)
