"""Registration with the Wagtail admin."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from academy.desk.viewsets import StepsPanel, SuggestionViewSet

register_snippet(SuggestionViewSet)


@hooks.register("construct_homepage_panels")
def add_steps(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(StepsPanel())


@hooks.register("construct_help_menu")
def keep_own_help(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Wagtail's own guides are English, and on another host."""
    menu_items[:] = [item for item in menu_items if not item.url.startswith("http")]


@hooks.register("construct_reports_menu")
def keep_reports_for_everybody(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Types of pages by the names of their tables are for those who run the system."""
    if not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name != "page-types-usage"]
