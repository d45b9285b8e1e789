"""Admin screens of the roof."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.urls import reverse
from django.utils.text import Truncator
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
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


GIVEN = ["text", "user", "contact", "page", "created_at", "number"]


class GivenPanel(FieldPanel):
    """What the writer gave, to be read."""

    def __init__(self, field_name: str, **kwargs: Any) -> None:
        super().__init__(field_name, **{"read_only": True, **kwargs})

    def format_value_for_display(self, value: Any) -> Any:
        return super().format_value_for_display(value) if value else "未填写"


class SuggestionAnswerForm(WagtailAdminModelForm):
    """The answer; everything else stays as it was sent."""

    def save(self, commit: bool = True) -> Any:
        if not commit or not self.cleaned_data.get("answer", "").strip():
            return super().save(commit=commit)
        return answer_suggestion(suggestion=self.instance, answer=self.cleaned_data["answer"])


class SuggestionFilterSet(WagtailFilterSet):
    """By whether it is answered, by day of sending from and to."""

    answered_at = django_filters.BooleanFilter(label="已答复", lookup_expr="isnull", exclude=True)
    created_at = django_filters.DateFromToRangeFilter(
        label="提交时间", widget=DateRangePickerWidget
    )

    class Meta:
        model = Suggestion
        fields: ClassVar[list[str]] = ["answered_at", "created_at"]


class AnswerOnlyPolicy(ModelPermissionPolicy):
    """Suggestions come from people and stay: here they are read and answered."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        allowed = action not in {"add", "delete"}
        return allowed and bool(super().user_has_permission(user, action))


register_permission_policy(Suggestion, AnswerOnlyPolicy(Suggestion))


class SuggestionViewSet(SnippetViewSet):
    """Suggestions to answer."""

    model = Suggestion
    icon = "comment"
    menu_label = "投诉建议"
    menu_order = 700
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = [
        "number",
        Column("text", label="内容", accessor=lambda letter: Truncator(letter.text).chars(60)),
        "created_at",
        "answered_at",
    ]
    filterset_class = SuggestionFilterSet
    search_fields = ["text", "number", "contact"]
    list_per_page = 50
    edit_handler = ObjectList(
        [
            MultiFieldPanel([GivenPanel(name) for name in GIVEN], heading="来信"),
            FieldPanel("answer"),
        ],
        base_form_class=SuggestionAnswerForm,
    )
