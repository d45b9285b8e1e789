"""Registration with Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from wagtail import hooks

from academy.classes.viewsets import CandidatesView, FacultyGroup, TimesView
from academy.classes.viewsets.classes import TrainingClassViewSet


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [TrainingClassViewSet(), FacultyGroup()]


@hooks.register("register_admin_urls")
def register_faculty_urls() -> list[URLPattern]:
    return [
        path("classes/resources/<int:pk>/times/", TimesView.as_view(), name="classes_times"),
        path(
            "classes/sessions/<int:pk>/candidates/",
            CandidatesView.as_view(),
            name="classes_candidates",
        ),
    ]
