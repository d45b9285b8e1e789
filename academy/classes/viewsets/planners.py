"""Pages of the admin that are for those who plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from academy.classes.rules import access
from academy.people.models import User, standing_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


def planner_of(request: HttpRequest) -> User:
    """The administrator who asks; anybody else is refused."""
    if not isinstance(request.user, User) or not access.can_plan(standing_of(request.user)):
        raise PermissionDenied
    return request.user


class PlannerView(WagtailAdminTemplateMixin, TemplateView):
    """A page for administrators."""

    by: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.by = planner_of(request)
        return super().dispatch(request, *args, **kwargs)
