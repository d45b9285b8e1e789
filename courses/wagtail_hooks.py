"""Registration with Wagtail's admin only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from courses import actions, views
from courses.films.viewsets import FilmViewSet
from courses.models import CoursePage
from courses.questions.viewsets import QuestionBankViewSet

register_snippet(FilmViewSet)
register_snippet(QuestionBankViewSet)


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Words for histories and the site's log."""
    actions.register_action("courses.require_study", "安排必学", "安排了必学")
    actions.register_action("courses.move_deadline", "改必学期限", "改了必学的截止日期")
    actions.register_action("courses.withdraw_study", "撤回必学", "撤回了必学")

    @actions.register_action("courses.publish_refused")
    class PublishRefused(LogFormatter):
        label = "定时发布未执行"

        def format_message(self, log_entry: Any) -> str:
            return str(log_entry.data.get("refusal", self.label))


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    return [path("courses/<int:course_id>/editions/", views.editions, name="courses_editions")]


@hooks.register("register_page_header_buttons")
def editions_button(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """From a course to its trainees and editions."""
    course = isinstance(page.specific_deferred, CoursePage)
    if course and page.permissions_for_user(user).can_edit():
        url = reverse("courses_editions", args=[page.pk])
        yield Button("学员与课程版本", url=url, icon_name="history", priority=70)


@hooks.register("register_page_listing_buttons")
def add_below_button(page: Page, user: Any, next_url: str | None = None) -> Iterator[HeaderButton]:
    """In a list: from a course to its next chapter, from a chapter to its next lesson."""
    below = page.specific_class.creatable_subpage_models() if page.specific_class else []
    if len(below) == 1 and page.permissions_for_user(user).can_add_subpage():
        model = below[0]._meta
        url = reverse("wagtailadmin_pages:add", args=[model.app_label, model.model_name, page.pk])
        yield HeaderButton(f"新建{model.verbose_name}", url=url, icon_name="plus", priority=40)


@hooks.register("before_delete_page")
def keep_taken_course(request: HttpRequest, page: Page) -> None:
    actions.refuse_deleting_taken(pages=[page])


@hooks.register("before_bulk_action")
def keep_taken_courses(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> None:
    if action_type == "delete":
        actions.refuse_deleting_taken(pages=[item for item in objects if isinstance(item, Page)])
