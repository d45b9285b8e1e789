"""Leave: asking with the cost shown first, deciding, taking back, 销假."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from academy.classes import actions
from academy.classes.forms.leave import LeaveForm
from academy.classes.models import Enrolment, Leave
from academy.classes.queries import hours
from academy.classes.queries import leave as queries
from academy.classes.queries.classes import Seat
from academy.classes.views.attendance import looks_after
from academy.classes.views.persons import seat_in
from academy.core.errors import ActionError
from academy.core.inputs import number_in, text_in
from academy.people.persons import signed_in

PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """One's gauge, one's leave and the form; for staff everybody's leave and who is beyond."""
    seat = seat_in(request, code)
    context: dict[str, Any] = {"seat": seat, "class": seat.training_class, "tab": "leave"}
    context["nav"] = "classes"
    if seat.enrolment:
        return _own(request, seat.enrolment, context)
    return _of_class(request, seat, context)


def _own(request: HttpRequest, enrolment: Enrolment, context: dict[str, Any]) -> HttpResponse:
    typed = request.POST if request.method == "POST" else None
    form = LeaveForm(typed, training_class=enrolment.training_class)
    if request.method == "POST" and form.is_valid():
        if request.POST.get("step") == "confirm" and _ask(request, form, enrolment):
            return redirect("classes:leave", enrolment.training_class.code)
        if request.POST.get("step") != "edit" and not form.errors:
            preview = queries.preview_leave(
                enrolment, form.values["starts_at"], form.values["ends_at"]
            )
            context |= {"preview": preview, "form": form, "enrolment": enrolment}
            return render(request, "classes/leave/preview.html", context)
    page = Paginator(queries.own_leaves(enrolment), PER_PAGE).get_page(request.GET.get("page"))
    context |= {"form": form, "gauge": hours.gauge_of(enrolment), "page": page}
    context["pending"] = hours.pending_hours(enrolment)
    return render(request, "classes/leave/own.html", context)


def _ask(request: HttpRequest, form: LeaveForm, enrolment: Enrolment) -> bool:
    try:
        actions.ask_leave(enrolment=enrolment, by=signed_in(request), **form.values)
    except ActionError as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(request, "已提交，审批人会收到消息；结果也会发消息给您。")
    return True


def _of_class(request: HttpRequest, seat: Seat, context: dict[str, Any]) -> HttpResponse:
    found = queries.leaves_of_class(seat.training_class)
    if not looks_after(seat):
        found = found.filter(enrolment__in=Enrolment.objects.visible_to(seat.viewer))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context |= {"page": page, "told": queries.told_to(seat, page)}
    if looks_after(seat):
        context["beyond"] = hours.beyond_limit(seat.training_class)
    return render(request, "classes/leave/of_class.html", context)


@require_safe
@login_required
def leaves(request: HttpRequest) -> HttpResponse:
    """What waits for one's decision."""
    viewer = signed_in(request)
    page = Paginator(queries.waiting_for(viewer), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "gauges": _gauges(page), "nav": "classes"}
    return render(request, "classes/leave/waiting.html", context)


def _gauges(leaves: Any) -> list[tuple[Leave, Any]]:
    """Each with how its person stands, this request counted in; asked of the stored figures."""
    limit = hours.class_policy().leave_rule.limit
    return [(each, queries.gauge_with(each, limit)) for each in leaves]


@require_POST
@login_required
def decide(request: HttpRequest, leave_id: int) -> HttpResponse:
    """Agree or not, with words. For those who decide no step of it, it is not there."""
    found = get_object_or_404(Leave, pk=leave_id)
    if not queries.holds_step(signed_in(request), found):
        raise Http404
    agrees = request.POST.get("decision") == "agree"
    try:
        actions.decide_leave(
            leave=found,
            agrees=agrees,
            by=signed_in(request),
            words=text_in(request.POST, "words", 200),
            version=number_in(request.POST.get("version", "")),
        )
    except ActionError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "已同意。" if agrees else "已记为不批准，学员会收到消息。")
    return redirect("classes:leaves")


@require_POST
@login_required
def withdraw(request: HttpRequest, leave_id: int) -> HttpResponse:
    """Take a request back."""
    return _settle(request, leave_id, actions.withdraw_leave, "已撤回。")


@require_POST
@login_required
def return_early(request: HttpRequest, leave_id: int) -> HttpResponse:
    """销假, one tap."""
    return _settle(request, leave_id, actions.return_early, "已销假，没有用的学时退回了。")


def _settle(request: HttpRequest, leave_id: int, action: Any, words: str) -> HttpResponse:
    related = Leave.objects.select_related("enrolment__training_class")
    found = get_object_or_404(related, pk=leave_id)
    try:
        action(leave=found, by=signed_in(request))
    except ActionError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, words)
    back = request.POST.get("next", "")
    hosts = {request.get_host()}
    if url_has_allowed_host_and_scheme(back, hosts, require_https=request.is_secure()):
        return redirect(back)
    return redirect("classes:leave", found.enrolment.training_class.code)
