"""Rules and targets of hours for administrators, and the ledger to look at and correct."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from academy.core.errors import ActionError
from academy.learning.actions import reverse_credit
from academy.learning.enums import HourKind
from academy.learning.forms import HourPolicyForm, ReversalForm
from academy.learning.models import AnnualTarget, CreditEntry, HourPolicy
from academy.people.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse
    from django.urls import URLPattern

MAY_REVERSE = "learning.reverse_creditentry"


class HourPolicyViewSet(SnippetViewSet):
    """The dated rules. One that has been used stays as it is; a change is a new one."""

    model = HourPolicy
    icon = "calendar-alt"
    copy_view_enabled = False
    list_display: ClassVar[list[str]] = ["name", "valid_from", "source"]
    edit_handler = ObjectList(
        [
            HelpPanel(
                content="已经用来计过学时的规则不能修改。要改规则，请新建一条并写明生效日期。"
            ),
            FieldPanel("name"),
            FieldPanel("valid_from"),
            MultiFieldPanel(
                [
                    FieldPanel("minutes_per_hour"),
                    FieldPanel("half_day_hours"),
                    FieldPanel("day_max_hours"),
                ],
                heading="课堂、现场教学、演练、授课",
            ),
            MultiFieldPanel([FieldPanel("bands"), FieldPanel("test_bonus")], heading="网络课程"),
            FieldPanel("source"),
        ],
        base_form_class=HourPolicyForm,
    )


class AnnualTargetViewSet(SnippetViewSet):
    """What each category of trainees should reach in a year."""

    model = AnnualTarget
    icon = "success"
    copy_view_enabled = False
    list_display: ClassVar[list[str]] = ["category", "kind", "hours", "valid_from", "source"]
    list_filter: ClassVar[list[str]] = ["category", "kind"]
    panels: ClassVar[list[Any]] = [
        FieldPanel("category"),
        FieldPanel("kind"),
        FieldPanel("hours"),
        FieldPanel("valid_from"),
        FieldPanel("source", help_text="文件名称和文号；没有读到原文的，留空即显示“待核”。"),
    ]


class LedgerFilterSet(WagtailFilterSet):
    """Which lines to look at."""

    year = django_filters.NumberFilter(label="年度")
    kind = django_filters.ChoiceFilter(label="学时类别", choices=HourKind.choices)
    reversal = django_filters.BooleanFilter(
        label="只看冲销", field_name="reverses", lookup_expr="isnull", exclude=True
    )

    class Meta:
        model = CreditEntry
        fields: ClassVar[list[str]] = ["year", "kind"]


class LedgerIndexView(generic.IndexView):
    """The lines, newest first, each with the way to reverse it."""

    def get_base_queryset(self) -> QuerySet[CreditEntry]:
        lines = CreditEntry.objects.select_related("user", "reversed_by")
        return lines.order_by("-pk")

    @cached_property
    def may_reverse(self) -> bool:
        return bool(self.request.user.has_perm(MAY_REVERSE))

    def get_list_more_buttons(self, instance: CreditEntry) -> list[MenuItem]:
        if not self.may_reverse or instance.reverses_id or hasattr(instance, "reversed_by"):
            return []
        url = reverse("ledger:reverse", args=[instance.pk])
        return [MenuItem("冲销", url=url, icon_name="undo", priority=10)]


class ReverseCreditView(WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """Reverse one line: says what will happen and asks for the reason."""

    form_class = ReversalForm
    template_name = "learning/admin/reverse_credit.html"
    page_title = "冲销学时"
    header_icon = "undo"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        ledger = {"url": reverse("ledger:index"), "label": "学时记录"}
        return [*self.breadcrumbs_items, ledger, {"url": "", "label": self.page_title}]

    @cached_property
    def entry(self) -> CreditEntry:
        if not self.request.user.has_perm(MAY_REVERSE):
            raise PermissionDenied
        lines = CreditEntry.objects.select_related("user")
        return get_object_or_404(lines, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"entry": self.entry, "submit_button_label": "冲销", "action_url": self.request.path}
        context: dict[str, Any] = super().get_context_data(**own, **kwargs)
        return context

    def form_valid(self, form: ReversalForm) -> HttpResponse:
        user = self.request.user
        if not isinstance(user, User):
            raise PermissionDenied
        reason = form.cleaned_data["reason"]
        try:
            reverse_credit(entry=self.entry, reason=reason, entered_by=user)
        except ActionError as error:
            form.add_error("reason", error.message)
            return self.form_invalid(form)
        messages.success(self.request, "已冲销，年度合计同时更新，原记录保留。")
        return redirect("ledger:index")


def _why(line: CreditEntry) -> str:
    return f"{line.rule}（冲销：{line.reason}）" if line.reason else line.rule


class LedgerViewSet(ModelViewSet):
    """The ledger: looked at, never edited."""

    name = "ledger"
    model = CreditEntry
    icon = "list-ul"
    menu_label = "学时记录"
    add_to_reference_index = False
    copy_view_enabled = False
    list_per_page = 50
    index_view_class = LedgerIndexView
    filterset_class = LedgerFilterSet
    form_fields: ClassVar[list[str]] = []
    search_fields: ClassVar[list[str]] = ["user__name", "user__username", "title"]
    list_display: ClassVar[list[Any]] = [
        "title",
        Column("user", label="学员"),
        Column("get_kind_display", label="类别"),
        Column("hours", label="学时", sort_key="hours"),
        Column("earned_on", label="日期", sort_key="earned_on"),
        Column("rule", label="算法或冲销原因", accessor=_why),
    ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        unused = ["history", "usage", "add", "edit", "delete"]
        none = {f"{view}_url_name": None for view in unused}
        found: dict[str, Any] = super().get_common_view_kwargs(**{**none, **kwargs})
        return found

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/reverse/", ReverseCreditView.as_view(), name="reverse"),
        ]

    def register_admin_url_finder(self) -> None:
        """There is no form to edit a line, so nothing leads to one."""


class HoursGroup(SnippetViewSetGroup):
    """学时 in the admin's menu."""

    menu_label = "学时"
    menu_icon = "calendar-alt"
    menu_order = 500
    items = (HourPolicyViewSet, AnnualTargetViewSet, LedgerViewSet)
