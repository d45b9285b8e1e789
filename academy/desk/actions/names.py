"""Chinese names for the rows that Wagtail's and Django's own migrations name in English."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from wagtail.models import Collection, GroupApprovalTask, Page, Workflow

VERBS = {
    "add": "新建",
    "change": "修改",
    "delete": "删除",
    "bulk_delete": "批量删除",
    "view": "查看",
    "choose": "选用",
    "publish": "发布",
    "lock": "锁定",
    "unlock": "解锁",
}


def name_roots() -> None:
    """The top of all pages and of all pictures and documents."""
    Page.objects.filter(depth=1).update(title="全部页面", draft_title="全部页面")
    Collection.objects.filter(depth=1).update(name="素材库")


def name_permissions() -> None:
    """Permissions as the screens of groups show them: 新建课程."""
    permissions = list(Permission.objects.select_related("content_type"))
    for permission in permissions:
        model = permission.content_type.model
        verb = VERBS.get(permission.codename.removesuffix(f"_{model}"))
        if verb:
            permission.name = f"{verb}{permission.content_type.name}"
    Permission.objects.bulk_update(permissions, ["name"], batch_size=200)


def drop_first_workflow() -> None:
    """Wagtail's own review on the top of all pages: its reviewers are a group that is gone."""
    Workflow.objects.filter(name="Moderators approval").delete()
    GroupApprovalTask.objects.filter(name="Moderators approval").delete()
