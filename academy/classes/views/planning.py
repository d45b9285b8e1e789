"""The timetabling help in Wagtail's admin. For administrators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from academy.classes.actions.planning import propose_class
from academy.classes.actions.proposals import accept_all, accept_item, drop_item
from academy.classes.actions.sessions import place_words
from academy.classes.forms.planning import (
    UNCLEAR,
    AbsenceForm,
    KeyForm,
    PinForm,
    PlaceHereForm,
    fresh_key,
)
from academy.classes.models import Proposal, Session, TrainingClass
from academy.classes.models.sessions import HOLDING
from academy.classes.queries.proposals import (
    hopeless_in,
    items_of,
    offers_for,
    proposals_about,
    sessions_to_plan,
)
from academy.classes.rules import access
from academy.core.errors import ActionError
from academy.core.inputs import number_in
from academy.people.models import User, standing_of
from academy.people.persons import signed_in

PER_PAGE = 20


def _planner(request: HttpRequest) -> User:
    person = signed_in(request)
    if not access.can_plan(standing_of(person)):
        raise PermissionDenied(access.NOT_YOURS)
    return person


@require_http_methods(["GET", "POST"])
def planning(request: HttpRequest, code: str) -> HttpResponse:
    """What cannot stand anywhere, the sessions, the proposals; and the button 排本班."""
    by = _planner(request)
    found = get_object_or_404(TrainingClass, code=code)
    if request.method == "POST":
        return _arrange(request, found, by)
    pages = Paginator(proposals_about(found, by), PER_PAGE)
    context = {
        "class": found,
        "hopeless": hopeless_in(found),
        "sessions": sessions_to_plan(found),
        "page": pages.get_page(request.GET.get("p")),
        "key": fresh_key(),
    }
    return render(request, "classes/admin/planning.html", context | _header("排课", found))


def _arrange(request: HttpRequest, found: TrainingClass, by: User) -> HttpResponse:
    form = KeyForm(request.POST)
    form.is_valid()
    try:
        job = propose_class(training_class=found, by=by, key=form.cleaned_data.get("key"))
    except ActionError as error:
        messages.error(request, error.message)
        return redirect("classes_planning", found.code)
    return redirect("jobs:detail", job.pk)


@require_http_methods(["GET", "POST"])
def best(request: HttpRequest, session_id: int) -> HttpResponse:
    """The five best places of a session, of which one is taken; and what of it is fixed."""
    by = _planner(request)
    rows = Session.objects.select_related("training_class", "room").filter(state__in=HOLDING)
    session = get_object_or_404(rows, pk=session_id)
    if request.method == "POST":
        act = _pin if "pin" in request.POST else _place
        if act(request, session, by):
            return redirect("classes_planning", session.training_class.code)
        session.refresh_from_db()
    context = {
        "session": session,
        "stands": place_words(session),
        "offers": offers_for(session),
    }
    header = _header("五个最好的位置", session.training_class, is_below=True)
    return render(request, "classes/admin/best.html", context | header)


def _place(request: HttpRequest, session: Session, by: User) -> bool:
    """Whether it stands there now; a refusal is said in words."""
    form = PlaceHereForm(request.POST)
    if not _done(request, form, lambda: form.place(session=session, by=by)):
        return False
    messages.success(request, f"{session.title}：{place_words(session)}")
    return True


def _pin(request: HttpRequest, session: Session, by: User) -> bool:
    form = PinForm(request.POST)
    if not _done(request, form, lambda: form.pin(session=session, by=by)):
        return False
    messages.success(request, f"{session.title}：已保存，固定的部分系统不会改动。")
    return True


def _done(request: HttpRequest, form: BaseForm, act: Callable[[], Session]) -> bool:
    if not form.is_valid():
        messages.error(request, UNCLEAR)
        return False
    try:
        act()
    except ActionError as error:
        messages.error(request, error.message)
        return False
    return True


@require_http_methods(["GET", "POST"])
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """A proposal, accepted or dropped item by item."""
    by = _planner(request)
    found = get_object_or_404(Proposal.objects.visible_to(by), pk=proposal_id)
    if request.method == "POST":
        _decide(request, found, by)
        return redirect("classes_proposal", found.pk)
    pages = Paginator(items_of(found), PER_PAGE)
    context = {"proposal": found, "page": pages.get_page(request.GET.get("p"))}
    header = _header(found.title, found.training_class, is_below=True)
    return render(request, "classes/admin/proposal.html", context | header)


def _decide(request: HttpRequest, found: Proposal, by: User) -> None:
    try:
        messages.success(request, _decision(request, found, by))
    except ActionError as error:
        messages.error(request, error.message)


def _decision(request: HttpRequest, found: Proposal, by: User) -> str:
    if "all" in request.POST:
        return accept_all(proposal=found, by=by).words
    number = number_in(request.POST.get("item", ""))
    rows = found.items.select_related("proposal")
    item = get_object_or_404(rows, pk=number or 0)
    if "drop" in request.POST:
        drop_item(item=item, by=by)
        return "这条建议不采纳，课次没有改动。"
    accept_item(item=item, by=by)
    return "已采纳，课次已经排好。"


@require_http_methods(["GET", "POST"])
def absence(request: HttpRequest) -> HttpResponse:
    """A teacher cannot teach for a while: ask for new places for their sessions."""
    by = _planner(request)
    form = AbsenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("jobs:detail", form.ask(by=by).pk)
        except ActionError as error:
            form.add_error(None, error.message)
    context = {"form": form} | _header("教师请假重排")
    return render(request, "classes/admin/absence.html", context)


def _header(
    title: str, found: TrainingClass | None = None, *, is_below: bool = False
) -> dict[str, Any]:
    """The heading of a page, below the class's desk where it is about one."""
    steps = [("培训班", reverse("training_class:index"))]
    if found:
        steps.append((found.name, reverse("training_class:inspect", args=[found.pk])))
    if found and is_below:
        steps.append(("排课", reverse("classes_planning", args=[found.code])))
    items = [{"label": label, "url": url} for label, url in [*steps, (title, "")]]
    return {"header_title": title, "header_icon": "calendar-alt", "breadcrumbs_items": items}
