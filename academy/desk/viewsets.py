"""Admin screens of the roof."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.components import Component
from wagtail.snippets.views.snippets import SnippetViewSet

from academy.core.kinds import kinds_of
from academy.desk.actions.suggestions import answer_suggestion
from academy.desk.models import Suggestion
from academy.learning.models import Activity
from courses.pages import CourseIndexPage

if TYPE_CHECKING:
    from collections.abc import Mapping


class StepsPanel(Component):
    """On the admin's first screen: how a course comes about, for who writes and who reviews."""

    name = "steps"
    order = 400
    template_name = "desk/admin/steps.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        return {
            "writes": user.has_perm("courses.add_questionbank"),
            "reviews": user.has_perm("courses.publish_quiz"),
            "kinds": [
                (kind.kind_label, reverse(kind.snippet_viewset.get_url_name("add")))
                for kind in kinds_of(Activity)
            ],
            "index": CourseIndexPage.objects.first(),
        }


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
