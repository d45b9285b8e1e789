"""Authoring of activities: one screen per kind, made by looping, and one chooser for all kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, DateColumn, LiveStatusTagColumn
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.snippets.views.snippets import CopyView, SnippetViewSet, SnippetViewSetGroup

from academy.core.kinds import kinds_of
from academy.learning.forms import ActivityFilterForm
from academy.learning.models import Activity

if TYPE_CHECKING:
    from django.db.models import QuerySet


class CopyFormView(CopyView):
    """Shows the form of a copy, which posts to the add view: a POST here would save over the
    original, since the form is bound to it."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "options"]


class ActivityViewSet(SnippetViewSet):
    """The admin screens of one kind of activity."""

    copy_view_class = CopyFormView
    list_per_page = 50
    # Plain containment finds any run of Chinese characters.
    search_fields: ClassVar[list[str]] = ["title", "summary"]
    search_backend_name = None
    list_filter: ClassVar[list[str]] = ["live", "earns_hours"]
    ordering: ClassVar[list[str]] = ["-last_published_at", "-pk"]

    @cached_property
    def list_display(self) -> list[Any]:
        return [
            "title",
            Column("minutes", label="时长（分钟）"),
            LiveStatusTagColumn(label="状态"),
            DateColumn("last_published_at", label="最近发布", sort_key="last_published_at"),
        ]


def activity_viewset(kind: type[Activity]) -> type[ActivityViewSet]:
    """The viewset class of one kind."""
    attributes = {"model": kind, "icon": kind.admin_icon, "menu_label": kind.kind_label}
    return type(f"{kind.__name__}ViewSet", (ActivityViewSet,), attributes)


class ActivityGroup(SnippetViewSetGroup):
    """All kinds under one entry of the admin's menu."""

    menu_label = "学习活动"
    menu_icon = "clipboard-list"
    menu_order = 200
    items: ClassVar[list[type[ActivityViewSet]]] = [
        activity_viewset(kind) for kind in kinds_of(Activity)
    ]


class ActivityColumns:
    """The chooser's columns (what, of what kind, in what state) and filters."""

    filter_form_class = ActivityFilterForm

    @property
    def columns(self) -> list[Column]:
        found: list[Column] = [*super().columns]  # type: ignore[misc]
        kind, state = Column("kind_label", label="类型"), LiveStatusTagColumn(label="状态")
        return [*found, kind, state]


class ChooseActivityView(ActivityColumns, ChooseView):
    pass


class ChooseActivityResultsView(ActivityColumns, ChooseResultsView):
    pass


class ActivityChooserViewSet(ChooserViewSet):
    """Chooses an activity of any kind; "edit" leads to the kind's own form."""

    model = Activity
    icon = "clipboard-list"
    choose_one_text = "选择学习活动"
    choose_another_text = "换一项学习活动"
    edit_item_text = "编辑这项学习活动"
    choose_view_class = ChooseActivityView
    choose_results_view_class = ChooseActivityResultsView
    per_page = 20

    def get_object_list(self) -> QuerySet[Activity]:
        return Activity.objects.order_by("-pk")
