"""Registration with the Wagtail admin."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from academy.desk.viewsets import StepsPanel, SuggestionViewSet

register_snippet(SuggestionViewSet)


@hooks.register("construct_homepage_panels")
def add_steps(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(StepsPanel())
