"""Registration with Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from academy.classes.views import board, placing, planning, publishing
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


class BoardMenuItem(MenuItem):
    """For those who plan: asked of the rights that the menu's other items have read already."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("classes.change_trainingclass")


@hooks.register("register_admin_menu_item")
def register_board() -> BoardMenuItem:
    return BoardMenuItem("课表", reverse_lazy("classes_board"), icon_name="calendar-alt", order=300)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    session = "classes/timetable/sessions/<int:session_id>/"
    of_class = "classes/timetable/classes/<slug:code>/"
    return [
        path("classes/timetable/", board.board, name="classes_board"),
        path(of_class, board.class_board, name="classes_class_board"),
        path(session, placing.place, name="classes_place"),
        path(f"{session}cancel/", placing.cancel, name="classes_cancel"),
        path(f"{session}unplace/", placing.unplace, name="classes_unplace"),
        path(f"{of_class}publish/", publishing.publish, name="classes_publish"),
        path(f"{of_class}add/<slug:kind>/", placing.add, name="classes_add"),
    ]


@hooks.register("register_admin_urls")
def register_planning() -> list[URLPattern]:
    """The timetabling help; the class's desk leads to it."""
    below = "classes/planning/"
    return [
        path(f"{below}absence/", planning.absence, name="classes_absence"),
        path(f"{below}classes/<slug:code>/", planning.planning, name="classes_planning"),
        path(f"{below}sessions/<int:session_id>/", planning.best, name="classes_best"),
        path(f"{below}proposals/<int:proposal_id>/", planning.proposal, name="classes_proposal"),
    ]
