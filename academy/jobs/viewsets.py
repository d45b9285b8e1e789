"""Jobs in Wagtail's admin: for looking only."""

from typing import Any

from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from academy.jobs.models import Job, JobQuerySet


class LookOnlyPolicy(ModelPermissionPolicy):
    """Whoever may see jobs sees them; nobody, not even a superuser, edits the truth by hand."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class JobIndexView(IndexView):
    """All jobs, newest first."""

    def get_base_queryset(self) -> JobQuerySet:
        return Job.objects.select_related("owner").order_by("-created_at", "-pk")


class JobViewSet(ModelViewSet):
    """状态, 进度, 错误 of every job; the inspect page shows the traceback."""

    model = Job
    name = "all_jobs"
    icon = "tasks"
    menu_label = "后台任务"
    menu_hook = "register_reports_menu_item"
    index_view_class = JobIndexView
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50
    list_filter = ["state", "kind"]
    list_display = [
        "title",
        StatusTagColumn("get_state_display", label="状态", accessor="get_state_display"),
        Column("percent", label="进度（%）", accessor="percent"),
        Column("attempts", label="尝试次数", accessor="attempts"),
        Column("error", label="错误", accessor="error"),
        Column("owner", label="提交人", accessor="owner"),
        DateColumn("created_at", label="提交时间", sort_key="created_at"),
    ]
    inspect_view_fields = [
        "title",
        "kind",
        "state",
        "words",
        "done",
        "total",
        "attempts",
        "worker",
        "error",
        "trace",
        "created_at",
        "finished_at",
    ]
    exclude_form_fields: list[str] = []
