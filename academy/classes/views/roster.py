"""The list of a class for those who keep it: look, export, confirm, refuse, groups and posts."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.classes.actions.arrival import register_arrival
from academy.classes.actions.groups import assign_place, form_groups
from academy.classes.actions.roster import confirm_all, confirm_enrolment, refuse, withdraw
from academy.classes.forms.roster import FindOnListForm, GroupsForm, PlaceForm, ReasonForm
from academy.classes.models import Enrolment
from academy.classes.queries import roster as queries
from academy.classes.queries.classes import Seat
from academy.classes.views.persons import seat_in, typed
from academy.core.errors import ActionError
from academy.core.inputs import number_in, numbers_in
from academy.core.sheets import XLSX, write_sheet

PER_PAGE = 50


@require_GET
@login_required
def roster(request: HttpRequest, code: str) -> HttpResponse:
    """The list, by state, unit and name."""
    seat = _keeping(request, code)
    form = FindOnListForm(request.GET)
    filters = form.filters
    rows = queries.roster(seat.training_class, seat.viewer, **filters)
    listed = queries.roster(seat.training_class, seat.viewer)
    context = {
        "filters": filters,
        "form": form,
        "groups_form": GroupsForm(),
        "states": queries.state_counts(listed),
        "units": queries.units_on(seat.training_class, seat.viewer),
        "quotas": queries.quotas_of(seat.training_class),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    return _page(request, "roster", seat, context)


@require_GET
@login_required
def export_roster(request: HttpRequest, code: str) -> FileResponse:
    """The list as it is filtered, as a table."""
    seat = _keeping(request, code)
    rows = queries.roster(seat.training_class, seat.viewer, **FindOnListForm(request.GET).filters)
    file = BytesIO()
    columns = queries.SHEET_COLUMNS
    write_sheet(file, title=queries.SHEET_TITLE, columns=columns, rows=queries.sheet_rows(rows))
    file.seek(0)
    name = f"{seat.training_class.code} {queries.SHEET_TITLE}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@require_POST
@login_required
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm those who were ticked, or all whose units agreed."""
    done, none = "已确认 {} 人，都会收到消息。", "没有选中可以确认的人。"
    return _with_ticked(request, code, confirm_all, done, none)


@require_POST
@login_required
def arrive(request: HttpRequest, code: str) -> HttpResponse:
    """Those who were ticked, or all who are confirmed, have come."""
    done, none = "已登记 {} 人报到。", "没有选中待报到的人。"
    return _with_ticked(request, code, register_arrival, done, none)


def _with_ticked(
    request: HttpRequest, code: str, deed: Callable[..., int], done: str, none: str
) -> HttpResponse:
    seat = _keeping(request, code)
    only = None if "all" in request.POST else numbers_in(request.POST.getlist("enrolment"))
    try:
        count = deed(training_class=seat.training_class, by=seat.viewer, only=only)
    except ActionError as refusal:
        messages.error(request, refusal.message)
    else:
        say = messages.success if count else messages.warning
        say(request, done.format(count) if count else none)
    return redirect("classes:roster", code)


@require_POST
@login_required
def divide(request: HttpRequest, code: str) -> HttpResponse:
    """Groups of even size."""
    seat = _keeping(request, code)
    form = GroupsForm(request.POST)
    try:
        if not form.is_valid():
            raise ActionError("组数要填 1 到 99 的整数。")
        count = form.cleaned_data["count"]
        people = form_groups(training_class=seat.training_class, count=count, by=seat.viewer)
    except ActionError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{people} 人已分成 {count} 个组，可以再逐个调整。")
    return redirect("classes:roster", code)


@require_http_methods(["GET", "POST"])
@login_required
def entry(request: HttpRequest, code: str, enrolment_id: int) -> HttpResponse:
    """One person of the list: group and post, and what may be decided."""
    seat, found = _entry(request, code, enrolment_id)
    placed = {"group": found.group and found.group.number, "post": found.post}
    form = PlaceForm(typed(request), initial=placed | {"version": found.version})
    if _did(form, assign_place, found, seat):
        messages.success(request, f"{found.person} 的小组和班委已保存。")
        return redirect("classes:roster", code)
    events = found.events.select_related("by")[:PER_PAGE]
    return _page(request, "entry", seat, {"found": found, "form": form, "events": events})


@require_POST
@login_required
def confirm_one(request: HttpRequest, code: str, enrolment_id: int) -> HttpResponse:
    """The academy says yes to one."""
    seat, found = _entry(request, code, enrolment_id)
    seen = number_in(request.POST.get("version", ""))
    try:
        confirm_enrolment(enrolment=found, by=seat.viewer, version=seen)
    except ActionError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"已确认 {found.person}，本人会收到消息。")
    return redirect("classes:roster-entry", code, enrolment_id)


@require_http_methods(["GET", "POST"])
@login_required
def refuse_one(request: HttpRequest, code: str, enrolment_id: int) -> HttpResponse:
    """The academy says no, and why."""
    return _take_off(request, code, enrolment_id, refuse, "不通过")


@require_http_methods(["GET", "POST"])
@login_required
def withdraw_one(request: HttpRequest, code: str, enrolment_id: int) -> HttpResponse:
    """Somebody steps back, and why."""
    return _take_off(request, code, enrolment_id, withdraw, "退出")


def _take_off(
    request: HttpRequest, code: str, enrolment_id: int, deed: Callable[..., Enrolment], word: str
) -> HttpResponse:
    seat, found = _entry(request, code, enrolment_id)
    form = ReasonForm(typed(request), initial={"version": found.version})
    if _did(form, deed, found, seat):
        messages.success(request, f"{found.person}：已办理{word}。")
        return redirect("classes:roster", code)
    return _page(request, "take_off", seat, {"found": found, "form": form, "word": word})


def _did(form: Form, deed: Callable[..., Enrolment], found: Enrolment, seat: Seat) -> bool:
    """Whether an action was done with what was typed; its refusal stands at the form."""
    if not form.is_valid():
        return False
    try:
        deed(enrolment=found, by=seat.viewer, **form.cleaned_data)
    except ActionError as refusal:
        form.add_error(None, refusal.message)
        return False
    return True


def _keeping(request: HttpRequest, code: str) -> Seat:
    seat = seat_in(request, code)
    if not seat.may_keep:
        raise PermissionDenied("名单由教务和本班班主任管理。单位报名请到“培训班报名”。")
    return seat


def _entry(request: HttpRequest, code: str, enrolment_id: int) -> tuple[Seat, Enrolment]:
    seat = _keeping(request, code)
    rows = Enrolment.objects.filter(training_class=seat.training_class)
    related = ("person", "organisation", "group", "training_class", "nominated_by")
    return seat, get_object_or_404(rows.select_related(*related), pk=enrolment_id)


def _page(request: HttpRequest, name: str, seat: Seat, context: dict[str, Any]) -> HttpResponse:
    frame = {"seat": seat, "class": seat.training_class, "tab": "roster", "nav": "classes"}
    return render(request, f"classes/roster/{name}.html", frame | context)
