"""One's own required study."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from academy.people.persons import signed_in
from courses.enums import DutyState
from courses.models import StudyDuty
from courses.queries.duties import duties_of, duty_address

PER_PAGE = 20


@require_safe
@login_required
def my_duties(request: HttpRequest) -> HttpResponse:
    """What one has to study: open ones first, the earliest deadline first."""
    page = Paginator(duties_of(signed_in(request)), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "courses/duties/mine.html", {"page": page, "nav": "me"})


@require_safe
@login_required
def duty(request: HttpRequest, duty_id: int) -> HttpResponse:
    """Straight to where one of one's duties is done, or words why there is nowhere to go."""
    own = StudyDuty.objects.select_related("person", "required__course", "required__activity")
    found = get_object_or_404(own, pk=duty_id, person=signed_in(request))
    if found.state == DutyState.WITHDRAWN:
        messages.info(request, f"{found.required}已经不再要求您学习。")
        return redirect("courses:my-duties")
    address = duty_address(found)
    if not address:
        messages.warning(request, f"{found.required}现在没有开放，请联系安排学习的单位。")
    return redirect(address or "courses:my-duties")
