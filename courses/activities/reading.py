"""Reading: a text that the trainee confirms having read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from academy.core import clock
from academy.learning.models import Activity, Attempt, Outcome
from courses import rules
from courses.blocks import LessonBlocks

if TYPE_CHECKING:
    from collections.abc import Mapping


class Reading(Activity):
    """A text. Done when the trainee says so, not before `minimum_seconds` have passed.

    The seconds count on the server's clock from the start of the attempt.
    """

    kind_label = "阅读"
    icon = "book"
    admin_icon = "openquote"
    player_template = "courses/activities/reading.html"

    body = StreamField(LessonBlocks(), verbose_name="正文")
    minimum_seconds = models.PositiveSmallIntegerField(
        "最短阅读时间（秒）", default=0, help_text="不到这个时间不能确认读完；0 为不限。"
    )

    panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("minutes"), FieldPanel("minimum_seconds"), FieldPanel("earns_hours")],
            heading="时长与学时",
        ),
    ]
    search_fields = [*Activity.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = verbose_name_plural = "阅读"

    def may_start(self, finished_attempts: int) -> str:
        return "您已读完，可以随时回来重读。" if finished_attempts else ""

    def terms(self, finished_attempts: int) -> list[str]:
        return [self.minimum_words] if self.minimum_words else []

    @property
    def minimum_words(self) -> str:
        """How long to read at least, in words; empty where it is free."""
        if not self.minimum_seconds:
            return ""
        return f"点“开始”后读满 {self.minimum_seconds} 秒，才能确认读完。"

    def judge(self, attempt: Attempt, answers: Mapping[str, list[str]]) -> Outcome:
        left = rules.seconds_left(attempt.started_at, self.minimum_seconds, clock.now())
        if left:
            words = f"还差 {left} 秒才到最短阅读时间，请再读一会儿。"
            return Outcome(completed=False, words=words, stays_open=True)
        if answers.get("confirm") != ["read"]:
            words = "请读完后勾选“我已读完”。"
            return Outcome(completed=False, words=words, stays_open=True)
        return Outcome(completed=True, words="已读完。")
