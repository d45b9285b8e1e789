"""Reading: a text that the trainee confirms having read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from academy.learning.models import Activity, Attempt, Outcome
from courses.blocks import LessonBlocks

if TYPE_CHECKING:
    from collections.abc import Mapping


class Reading(Activity):
    """A text. Done when the trainee says so."""

    kind_label = "阅读"
    icon = "reading"
    player_template = "courses/activities/reading.html"

    body = StreamField(LessonBlocks(), verbose_name="正文")

    panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("minutes"),
        FieldPanel("earns_hours"),
        FieldPanel("body"),
    ]
    search_fields = [*Activity.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = verbose_name_plural = "阅读"

    def judge(self, attempt: Attempt, answers: Mapping[str, list[str]]) -> Outcome:
        if answers.get("confirm") != ["read"]:
            return Outcome(completed=False, words="请读完后勾选“我已读完”。")
        return Outcome(completed=True, words="已读完。")
