"""Visit task: three questions taken along to a practice base."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from academy.learning.enums import HourKind
from academy.learning.models import Activity, Attempt, Outcome, Saved
from bases.rules import NUMBERS, clean_answers, find_faults

if TYPE_CHECKING:
    from collections.abc import Mapping


class VisitTask(Activity):
    """Three questions about a base, answered in the trainee's own words.

    `attempt.data`: {"answers": {"1": text, "2": text, "3": text}}.
    """

    kind_label = "现场任务"
    icon = "place"
    admin_icon = "globe"
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
        FieldPanel("base"),
        MultiFieldPanel([FieldPanel("minutes"), FieldPanel("earns_hours")], heading="学时"),
        MultiFieldPanel(
            [FieldPanel("question_1"), FieldPanel("question_2"), FieldPanel("question_3")],
            heading="三个问题",
        ),
    ]

    class Meta:
        verbose_name = verbose_name_plural = "现场任务"

    @property
    def questions(self) -> dict[str, str]:
        """The questions by their number."""
        return {number: getattr(self, f"question_{number}") for number in NUMBERS}

    def start(self, attempt: Attempt) -> None:
        attempt.data = {"answers": {}}

    def player_context(self, attempt: Attempt) -> dict[str, Any]:
        answers = attempt.data.get("answers", {})
        return {
            "questions": [
                {"number": number, "question": question, "answer": answers.get(number, "")}
                for number, question in self.questions.items()
            ]
        }

    def save_answers(self, attempt: Attempt, answers: Mapping[str, list[str]]) -> Saved:
        kept = {**attempt.data.get("answers", {}), **clean_answers(answers)}
        attempt.data = {**attempt.data, "answers": kept}
        return Saved(unanswered=len(find_faults(kept)))

    def judge(self, attempt: Attempt, answers: Mapping[str, list[str]]) -> Outcome:
        faults = find_faults(attempt.data.get("answers", {}))
        if faults:
            return Outcome(completed=False, words="".join(faults), stays_open=True)
        return Outcome(completed=True, words="三个问题都已作答，任务完成。")
