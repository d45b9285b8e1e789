"""The player of visit tasks."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from academy.learning.actions import refresh_player_state
from academy.learning.queries import player_context
from bases.models import VisitTask
from bases.rules import closed_reason


@login_required
@require_safe
def task(request: HttpRequest, activity_id: int) -> HttpResponse:
    """A visit task at its base."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    visit_task = get_object_or_404(VisitTask.objects.select_related("base"), pk=activity_id)
    if reason := closed_reason(visit_task.live, visit_task.base.live):
        raise PermissionDenied(reason)
    state = refresh_player_state(user=request.user, activity=visit_task)
    context = {**player_context(state), "base": visit_task.base, "nav": "learning"}
    return render(request, "bases/task.html", context)
