"""What an academy is set up with, in words: compared before and after a set-up."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.db.models import Count
from wagtail.models import Page, Site, Workflow

from academy.learning.models import HourPolicy
from academy.people.models import TraineeCategory


def inventory() -> dict[str, str]:
    """Each thing that is there, with how it stands."""
    pages = Page.objects.filter(depth__gt=1, depth__lte=3).order_by("path")
    policies = HourPolicy.objects.order_by("valid_from")
    return {
        **{f"页面《{page.title}》（{page.slug}）": "已建立" for page in pages},
        **{f"网站 {site.hostname}": f"首页为《{site.root_page.title}》" for site in _sites()},
        **{f"权限组“{name}”": rights for name, rights in _groups()},
        **{f"审核流程“{flow.name}”": _reviewed(flow) for flow in _workflows()},
        **{f"学时规则“{policy}”": "已建立" for policy in policies},
        **{
            f"学员类别“{kind}”": f"年度学时要求 {kind.targets.count()} 条" for kind in _categories()
        },
    }


def _sites() -> list[Site]:
    return list(Site.objects.select_related("root_page"))


def _groups() -> list[tuple[str, str]]:
    """Names of the groups, each with how many rights it has."""
    counted = Group.objects.annotate(
        models=Count("permissions", distinct=True),
        pages=Count("page_permissions", distinct=True),
        files=Count("collection_permissions", distinct=True),
    )
    return [
        (name, f"权限 {models} 项，页面权限 {pages} 项，文件权限 {files} 项")
        for name, models, pages, files in counted.order_by("name").values_list(
            "name", "models", "pages", "files"
        )
    ]


def _workflows() -> list[Workflow]:
    return list(Workflow.objects.order_by("name"))


def _reviewed(workflow: Workflow) -> str:
    pages, kinds = workflow.workflow_pages.count(), workflow.workflow_content_types.count()
    return f"用于 {pages} 处页面、{kinds} 类内容"


def _categories() -> list[TraineeCategory]:
    return list(TraineeCategory.objects.order_by("code"))
