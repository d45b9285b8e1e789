"""Everything an empty academy needs before the first person signs in. Safe to repeat."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Page, Site

from academy.desk.actions.inventory import inventory
from academy.desk.actions.names import drop_first_workflow, name_permissions, name_roots
from academy.desk.actions.permissions import grant_group_permissions, set_up_review
from academy.desk.models import HomePage
from academy.learning.enums import HourKind
from academy.learning.models import AnnualTarget, HourPolicy
from academy.people.models import TraineeCategory
from bases.pages import BaseIndexPage
from courses.pages import CourseIndexPage

# Online bands as one province publishes them (云南); the academy edits them by a new policy.
ONLINE_BANDS = [
    {"minutes": 0, "at_least": False, "hours": "0.25"},
    {"minutes": 15, "at_least": False, "hours": "0.5"},
    {"minutes": 30, "at_least": True, "hours": "1"},
]

CATEGORIES = [("community", "社区工作者"), ("cadre", "乡科级及以下干部")]

# 干部教育培训工作条例（2023）: 90 hours a year for 乡科级 and below; 50 online hours in the
# plan of 2023–27. Community workers are mostly not civil servants: the same figures as a start.
TARGETS = [
    (HourKind.CLASSROOM, Decimal(90), "《干部教育培训工作条例》（2023）"),
    (HourKind.ONLINE, Decimal(50), "《全国干部教育培训规划（2023—2027年）》"),
]


@transaction.atomic
def set_up_academy() -> list[str]:
    """Site root, indexes, groups and their permissions, review, hour policy, yearly targets.

    Returns what it did, a line each; none when all was there. What people changed since stays.
    """
    before = inventory()
    name_roots()
    name_permissions()
    home = _home_page()
    courses = _child(home, CourseIndexPage(title="课程", slug="courses", intro="学了就能用的课。"))
    _child(home, BaseIndexPage(title="实践基地", slug="bases"))
    grant_group_permissions(courses=courses)
    set_up_review(courses=courses)
    _hour_rules()
    after = inventory()
    done = [f"{what}：{state}" for what, state in after.items() if before.get(what) != state]
    return done + [f"{what}：已移除" for what in before if what not in after]


def _home_page() -> HomePage:
    home: HomePage | None = HomePage.objects.first()
    if home is None:
        home = HomePage(
            title="吉林长春社区干部学院", slug="academy", welcome="从社区中来，为社区而学。"
        )
        Page.objects.get(depth=1).add_child(instance=home)
    site = Site.objects.filter(is_default_site=True).first() or Site(
        is_default_site=True, hostname="localhost"
    )
    if site.root_page_id != home.pk:
        site.root_page, site.site_name = home, home.title
        site.save()
    _remove_first_steps()
    return home


def _remove_first_steps() -> None:
    """Wagtail's own first page, review and groups have no part here."""
    welcome = ContentType.objects.get_for_model(Page)
    # As a set: page by page would be told in the history, in English.
    Page.objects.filter(depth=2, slug="home", content_type=welcome).delete()
    drop_first_workflow()
    Group.objects.filter(name__in=["Moderators", "Editors"], user=None).delete()


def _child(parent: Page, page: Page) -> Page:
    """The child of that type, added if absent."""
    found = type(page).objects.child_of(parent).first()
    return found or parent.add_child(instance=page)


def _hour_rules() -> None:
    if not HourPolicy.objects.exists():
        HourPolicy.objects.create(
            name="学院学时规则",
            valid_from=dt.date(2023, 1, 1),
            minutes_per_hour=45,
            half_day_hours=4,
            day_max_hours=8,
            online_bands=ONLINE_BANDS,
            test_bonus=Decimal("0.5"),
            source="集中培训 45 分钟计 1 学时；网络学时参照云南省分档",
        )
    if not TraineeCategory.objects.exists():
        _trainee_categories()


def _trainee_categories() -> None:
    for code, name in CATEGORIES:
        category = TraineeCategory.objects.create(code=code, name=name)
        for kind, hours, source in TARGETS:
            AnnualTarget.objects.create(
                category=category,
                kind=kind,
                valid_from=dt.date(2023, 1, 1),
                hours=hours,
                source=source,
            )
