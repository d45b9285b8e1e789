"""Nominations by units: which classes have places, whom to send, who is waiting for one's word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.classes.actions.roster import agree, nominate, refuse, withdraw
from academy.classes.forms.roster import FindOnListForm, ReasonForm
from academy.classes.models import Enrolment, TrainingClass
from academy.classes.queries import roster as queries
from academy.classes.views.persons import typed
from academy.core.errors import ActionError
from academy.core.inputs import number_in
from academy.people.models import User, standing_of
from academy.people.persons import signed_in

PER_PAGE, CANDIDATES = 20, 10
NOT_A_MANAGER = "培训班报名只向单位管理员开放。"
NO_PLACES = "这个班没有给您管理的单位分配名额。"


@require_GET
@login_required
def nominations(request: HttpRequest) -> HttpResponse:
    """The classes with places for one's units."""
    viewer = _manager(request)
    page = Paginator(queries.offered_classes(viewer), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "offers": queries.offers(page, viewer), "nav": "me"}
    return render(request, "classes/nominations/list.html", context)


@require_GET
@login_required
def nomination(request: HttpRequest, code: str) -> HttpResponse:
    """One class: who is on the list from one's units, and who might be."""
    viewer, found = _offered(request, code)
    form = FindOnListForm(request.GET)
    words = form.filters["words"]
    rows = queries.roster(found, viewer)
    people = queries.candidates(found, viewer, words)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    [offer] = queries.offers([found], viewer)
    context = {
        "class": found,
        "offer": offer,
        "words": words,
        "form": form,
        "decided": queries.decided_by(viewer, page, queries.quotas_of(found)),
        "page": page,
        "people": Paginator(people, CANDIDATES).get_page(request.GET.get("people")),
        "nav": "me",
    }
    return render(request, "classes/nominations/class.html", context)


@require_POST
@login_required
def nominate_one(request: HttpRequest, code: str) -> HttpResponse:
    """Put somebody of one's units on the list."""
    viewer, found = _offered(request, code)
    pk = number_in(request.POST.get("person", "")) or 0
    person = get_object_or_404(User.objects.visible_to(viewer), pk=pk)
    try:
        unit = queries.unit_to_nominate_from(person, viewer)
        made = nominate(training_class=found, person=person, organisation=unit, by=viewer)
    except ActionError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{person}：{made.get_state_display()}。")
    return redirect("classes:nomination", code)


@require_POST
@login_required
def agree_one(request: HttpRequest, code: str, enrolment_id: int) -> HttpResponse:
    """The unit that holds the places agrees."""
    viewer, found = _on_list(request, code, enrolment_id)
    try:
        agree(enrolment=found, by=viewer)
    except ActionError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"已同意 {found.person}，由学院确认名单。")
    return redirect("classes:nomination", code)


@require_http_methods(["GET", "POST"])
@login_required
def refuse_one(request: HttpRequest, code: str, enrolment_id: int) -> HttpResponse:
    """The unit that holds the places does not agree, and why."""
    return _take_off(request, code, enrolment_id, refuse, "不同意报名")


@require_http_methods(["GET", "POST"])
@login_required
def withdraw_one(request: HttpRequest, code: str, enrolment_id: int) -> HttpResponse:
    """The unit takes somebody back, and why."""
    return _take_off(request, code, enrolment_id, withdraw, "退出报名")


def _take_off(
    request: HttpRequest, code: str, enrolment_id: int, deed: Callable[..., Enrolment], word: str
) -> HttpResponse:
    viewer, found = _on_list(request, code, enrolment_id)
    form = ReasonForm(typed(request), initial={"version": found.version})
    if form.is_valid():
        try:
            deed(enrolment=found, by=viewer, **form.cleaned_data)
        except ActionError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"{found.person}：{found.get_state_display()}。")
            return redirect("classes:nomination", code)
    context: dict[str, Any] = {"class": found.training_class, "found": found, "form": form}
    return render(
        request, "classes/nominations/take_off.html", context | {"word": word, "nav": "me"}
    )


def _manager(request: HttpRequest) -> User:
    viewer = signed_in(request)
    if not standing_of(viewer).managed_paths:
        raise PermissionDenied(NOT_A_MANAGER)
    return viewer


def _offered(request: HttpRequest, code: str) -> tuple[User, TrainingClass]:
    viewer = _manager(request)
    found = get_object_or_404(TrainingClass, code=code)
    if not queries.offered_classes(viewer).filter(pk=found.pk).exists():
        raise PermissionDenied(NO_PLACES)
    return viewer, found


def _on_list(request: HttpRequest, code: str, enrolment_id: int) -> tuple[User, Enrolment]:
    viewer, found = _offered(request, code)
    rows = Enrolment.objects.visible_to(viewer).filter(training_class=found)
    related = ("person", "organisation", "training_class", "nominated_by")
    return viewer, get_object_or_404(rows.select_related(*related), pk=enrolment_id)
