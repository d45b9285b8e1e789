"""One requirement: who is concerned, its table as a file, another deadline, its end."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from academy.core.errors import ActionError
from academy.core.inputs import text_in
from academy.core.sheets import XLSX, write_sheet
from academy.people.models import Organisation, User
from academy.people.persons import signed_in
from academy.people.rules import Standing, can_open_units, can_see_organisation
from courses import actions
from courses.enums import DutyState
from courses.forms import DeadlineForm, WithdrawForm
from courses.models import RequiredStudy
from courses.queries import required as queries
from courses.queries.targets import refusal, sees_whole_class
from courses.views.requiring import LONGEST_CODE, open_to

PER_PAGE = 50
# More rows than a person should wait for are written in a job.
ROWS_AT_ONCE = 1000
OPEN = DutyState.OPEN.value
STATES = {*DutyState.values, queries.OVERDUE, "all", ""}


@require_safe
@login_required
def required_study(request: HttpRequest, required_id: int) -> HttpResponse:
    """How far the people of one's units or class are, and who has not done it, unit by unit."""
    viewer, standing = signed_in(request), open_to(request)
    required = visible(viewer, required_id)
    unit = unit_within(required, text_in(request.GET, "unit", LONGEST_CODE), viewer, standing)
    state = state_in(request.GET)
    below = queries.duties_below(required, viewer, unit=unit)
    people = queries.by_unit_and_name(below, state)
    context = {
        "required": required,
        "figures": queries.figures_of(below).get(required.pk, queries.Figures()),
        "place": queries.place_in(required, unit, viewer, standing),
        "unit": unit,
        "is_whole_class": unit is None and sees_whole_class(required.training_class, standing),
        "opens_people": can_open_units(standing),
        "state": state,
        "page": Paginator(people, PER_PAGE).get_page(request.GET.get("page")),
        "may_change": is_changeable(required, standing),
        "nav": "me",
    }
    return render(request, "courses/duties/required.html", context)


@require_POST
@login_required
def export_required(request: HttpRequest, required_id: int) -> HttpResponseBase:
    """The list as it is filtered, as a table: at once, or in a job where it is long."""
    viewer, standing = signed_in(request), open_to(request)
    required = visible(viewer, required_id)
    unit = unit_within(required, text_in(request.POST, "unit", LONGEST_CODE), viewer, standing)
    state = state_in(request.POST)
    below = queries.duties_below(required, viewer, unit=unit)
    people = queries.by_unit_and_name(below, state)
    if people.count() > ROWS_AT_ONCE:
        job = actions.export_list(required=required, unit=unit, state=state, by=viewer)
        return redirect("jobs:detail", job.pk)
    file, rows = BytesIO(), queries.sheet_rows(people)
    write_sheet(file, title=queries.SHEET_TITLE, columns=queries.SHEET_COLUMNS, rows=rows)
    file.seek(0)
    name = f"{queries.SHEET_TITLE}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


@require_http_methods(["GET", "POST"])
@login_required
def move_deadline(request: HttpRequest, required_id: int) -> HttpResponse:
    """Another last day."""
    required = changeable(request, required_id)
    typed = request.POST if request.method == "POST" else None
    form = DeadlineForm(typed, initial={"due_on": required.due_on})
    if form.is_valid():
        try:
            actions.move_deadline(required=required, by=signed_in(request), **form.cleaned_data)
        except ActionError as refusal:
            form.add_error("due_on", refusal.message)
        else:
            messages.success(request, "截止日期已改，还没完成的学员会收到消息。")
            return redirect("courses:required-study", required.pk)
    context = {"required": required, "form": form, "nav": "me"}
    return render(request, "courses/duties/deadline.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def withdraw_study(request: HttpRequest, required_id: int) -> HttpResponse:
    """No longer required, and why."""
    required = changeable(request, required_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.withdraw_study(required=required, by=signed_in(request), **form.cleaned_data)
        messages.success(request, "已撤回，还没完成的学员会收到消息。")
        return redirect("courses:required-study", required.pk)
    context = {"required": required, "form": form, "nav": "me"}
    return render(request, "courses/duties/withdraw.html", context)


def state_in(given: Mapping[str, str]) -> str:
    """Which people to list; what is unknown to the page is those who have not done it."""
    state = given.get("state", OPEN)
    return state if state in STATES else OPEN


def visible(viewer: User, required_id: int) -> RequiredStudy:
    """The requirement; another unit's or class's is refused with a reason."""
    shown = RequiredStudy.objects.visible_to(viewer).select_related(
        "organisation", "training_class", "course", "activity"
    )
    if required := shown.filter(pk=required_id).first():
        return required
    get_object_or_404(RequiredStudy, pk=required_id)
    raise PermissionDenied("这项必学不是给您管理的单位安排的，也不是您的培训班的，不能查看。")


def unit_within(
    required: RequiredStudy, code: str, viewer: User, standing: Standing
) -> Organisation | None:
    """The unit that the list is narrowed to: one that is concerned and the viewer may look at."""
    if not code:
        return None
    units = queries.units_concerned(required, viewer)
    unit: Organisation = get_object_or_404(units, code=code)
    if can_see_organisation(standing, unit.path):
        return unit
    if not sees_whole_class(required.training_class, standing):
        raise PermissionDenied(f"“{unit}”不是您管理的单位或其下级单位，不能查看它的人员。")
    return unit


def is_changeable(required: RequiredStudy, standing: Standing) -> bool:
    return required.withdrawn_at is None and not refusal(required.target, standing)


def changeable(request: HttpRequest, required_id: int) -> RequiredStudy:
    """The requirement, for those who may change it."""
    standing = open_to(request)
    required = visible(signed_in(request), required_id)
    if refusal(required.target, standing):
        raise PermissionDenied("这项必学由上级单位或培训班安排，您可以查看，不能改动。")
    return required
