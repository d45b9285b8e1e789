"""When a teacher or a room can be had: one page for its hours, its days, its blackouts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property

from academy.classes.forms.times import (
    BlackoutForm,
    ExceptionForm,
    LiftBlackoutForm,
    OpeningsForm,
    RemoveExceptionForm,
    TimesForm,
)
from academy.classes.models import Resource
from academy.classes.queries.hits import blackouts_of
from academy.classes.viewsets.planners import PlannerView
from academy.core import clock
from academy.core.errors import ActionError

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SHOWN: dict[str, type[TimesForm]] = {
    "openings": OpeningsForm,
    "exception": ExceptionForm,
    "blackout": BlackoutForm,
}
DEEDS: dict[str, type[TimesForm]] = {
    **SHOWN,
    "remove": RemoveExceptionForm,
    "lift": LiftBlackoutForm,
}
MOST_DAYS = 100


class TimesView(PlannerView):
    """The times of one resource; every form of the page carries out one action."""

    template_name = "classes/admin/times.html"
    page_title = "可用时间"
    header_icon = "calendar-alt"

    @cached_property
    def resource(self) -> Resource:
        owners = Resource.objects.select_related("teacher", "room")
        return get_object_or_404(owners, pk=self.kwargs["pk"])

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        owned = {"url": self.owner_url, "label": str(self.resource)}
        return [*self.breadcrumbs_items, owned, {"url": "", "label": self.page_title}]

    @cached_property
    def owner_url(self) -> str:
        if hasattr(self.resource, "teacher"):
            return reverse("teachers:edit", args=[self.resource.teacher.pk])
        if hasattr(self.resource, "room"):
            return reverse("rooms:edit", args=[self.resource.room.pk])
        raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        forms = {name: form(resource=self.resource) for name, form in SHOWN.items()}
        days = self.resource.opening_exceptions.filter(day__gte=clock.today())
        own = {
            "resource": self.resource,
            "owner_url": self.owner_url,
            "days": days[:MOST_DAYS],
            "blackouts": blackouts_of(self.resource),
            "page_subtitle": str(self.resource),
        }
        context: dict[str, Any] = super().get_context_data(**{**forms, **own, **kwargs})
        return context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Carry out what the form that was sent is for."""
        name = request.POST.get("deed", "")
        if name not in DEEDS:
            raise Http404
        form = DEEDS[name](request.POST, resource=self.resource)
        if form.is_valid():
            try:
                messages.success(request, form.apply(self.by))
            except ActionError as refusal:
                form.add_error(None, refusal.message)
            else:
                return redirect(request.path)
        for fault in form.non_field_errors():
            messages.error(request, str(fault))
        return self.render_to_response(self.get_context_data(**{name: form}))
