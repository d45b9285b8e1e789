"""Admin screens of the roof."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from academy.desk.actions.suggestions import answer_suggestion
from academy.desk.models import Suggestion


class SuggestionAnswerForm(WagtailAdminModelForm):
    """The answer; everything else stays as it was sent."""

    def save(self, commit: bool = True) -> Any:
        if not commit or not self.cleaned_data.get("answer", "").strip():
            return super().save(commit=commit)
        return answer_suggestion(suggestion=self.instance, answer=self.cleaned_data["answer"])


class SuggestionViewSet(SnippetViewSet):
    """Suggestions to answer."""

    model = Suggestion
    icon = "comment"
    menu_label = "投诉建议"
    menu_order = 700
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["number", "created_at", "text", "answered_at"]
    list_filter = {"answered_at": ["isnull"], "created_at": ["date"]}
    search_fields = ["text", "number", "contact"]
    list_per_page = 50
    edit_handler = ObjectList(
        [
            FieldPanel("number", read_only=True),
            FieldPanel("created_at", read_only=True),
            FieldPanel("user", read_only=True),
            FieldPanel("contact", read_only=True),
            FieldPanel("page", read_only=True),
            FieldPanel("text", read_only=True),
            FieldPanel("answer"),
        ],
        base_form_class=SuggestionAnswerForm,
    )
