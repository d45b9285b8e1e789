"""Registration with Wagtail's admin."""

from __future__ import annotations

from typing import Any

from wagtail import hooks

from academy.classes.viewsets.classes import TrainingClassViewSet


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [TrainingClassViewSet()]
