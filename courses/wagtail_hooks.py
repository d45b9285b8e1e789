"""Registration with Wagtail's admin only."""

from __future__ import annotations

from typing import Any

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.snippets.models import register_snippet

from courses.questions.viewsets import QuestionBankViewSet

register_snippet(QuestionBankViewSet)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Words for the page history."""

    @actions.register_action("courses.publish_refused")
    class PublishRefused(LogFormatter):
        label = "定时发布未执行"

        def format_message(self, log_entry: Any) -> str:
            return str(log_entry.data.get("refusal", self.label))
