"""A roster as a file: template, upload, look, confirm, take back."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.classes.actions.imports import confirm_import, reach_of, start_import
from academy.classes.actions.undo_imports import ask_undo
from academy.classes.forms.roster import UploadRosterForm
from academy.classes.models import RosterImport, TrainingClass
from academy.classes.queries.import_sheets import mended_sheet, template_sheets
from academy.classes.rules import access
from academy.classes.views.persons import typed
from academy.core.errors import ActionError
from academy.core.sheets import XLSX, Sheet, SheetError, write_sheets
from academy.people.models import standing_of
from academy.people.persons import signed_in

if TYPE_CHECKING:
    from academy.people.models import User

PER_PAGE, FAULTS_SHOWN = 10, 50


@require_http_methods(["GET", "POST"])
@login_required
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """Send a file; then look at what it would do."""
    viewer, found = _importing(request, code)
    sent = typed(request)
    form = UploadRosterForm(sent, None if sent is None else request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        made = start_import(training_class=found, content=file.read(), name=file.name, by=viewer)
        return redirect("classes:roster-import", code, made.pk)
    rows = RosterImport.objects.visible_to(viewer).listed().filter(training_class=found)
    page = Paginator(rows.select_related("by"), PER_PAGE).get_page(request.GET.get("page"))
    return _page(request, "upload", viewer, found, {"form": form, "page": page})


@require_GET
@login_required
def template(request: HttpRequest, code: str) -> FileResponse:
    """An empty roster with its instructions."""
    _, found = _importing(request, code)
    return _download(template_sheets(), f"{found.code} 名单模板.xlsx")


@require_GET
@login_required
def roster_import(request: HttpRequest, code: str, import_id: int) -> HttpResponse:
    """What a file would do or has done, its faults with their rows."""
    viewer, found = _visible(request, code, import_id)
    faults = Paginator(found.faults, FAULTS_SHOWN).get_page(request.GET.get("page"))
    context = {
        "import": found,
        "faults": faults,
        "warnings": found.warnings[:FAULTS_SHOWN],
        "more_warnings": len(found.warnings[FAULTS_SHOWN:]),
        "changes": found.changes[:FAULTS_SHOWN],
        "more_changes": len(found.changes[FAULTS_SHOWN:]),
    }
    return _page(request, "import", viewer, found.training_class, context)


@require_GET
@login_required
def faults(request: HttpRequest, code: str, import_id: int) -> HttpResponseBase:
    """The file with what is wrong beside each row, to be mended and sent again."""
    _, found = _visible(request, code, import_id)
    if not found.file:
        raise Http404
    try:
        with found.file.open() as file:
            sheet = mended_sheet(file.read(), found.faults, found.warnings)
    except SheetError as error:
        messages.error(request, error.message)
        return redirect("classes:roster-import", code, import_id)
    return _download([sheet], f"{found.training_class.code} 名单问题.xlsx")


@require_POST
@login_required
def confirm(request: HttpRequest, code: str, import_id: int) -> HttpResponse:
    """Have it written."""
    viewer, found = _visible(request, code, import_id)
    try:
        job = confirm_import(roster_import=found, by=viewer)
    except ActionError as refusal:
        messages.error(request, refusal.message)
        return redirect("classes:roster-import", code, import_id)
    return redirect("jobs:detail", job.pk)


@require_http_methods(["GET", "POST"])
@login_required
def undo(request: HttpRequest, code: str, import_id: int) -> HttpResponse:
    """Ask first; then take it back."""
    viewer, found = _visible(request, code, import_id)
    if request.method == "GET":
        return _page(request, "undo", viewer, found.training_class, {"import": found})
    try:
        job = ask_undo(roster_import=found, by=viewer)
    except ActionError as refusal:
        messages.error(request, refusal.message)
        return redirect("classes:roster-import", code, import_id)
    return redirect("jobs:detail", job.pk)


def _importing(request: HttpRequest, code: str) -> tuple[User, TrainingClass]:
    """The class, for those who may import into its list now; refused with the reason."""
    viewer, found = signed_in(request), get_object_or_404(TrainingClass, code=code)
    try:
        reach_of(found, viewer)
    except ActionError as refusal:
        raise PermissionDenied(refusal.message) from refusal
    return viewer, found


def _visible(request: HttpRequest, code: str, import_id: int) -> tuple[User, RosterImport]:
    viewer = signed_in(request)
    rows = RosterImport.objects.visible_to(viewer).select_related("training_class", "job", "by")
    return viewer, get_object_or_404(rows, pk=import_id, training_class__code=code)


def _download(sheets: list[Sheet], name: str) -> FileResponse:
    file = BytesIO()
    write_sheets(file, sheets)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _page(
    request: HttpRequest, name: str, viewer: User, found: TrainingClass, context: dict[str, Any]
) -> HttpResponse:
    """Those of the academy come from the list, those of a unit from their nominations."""
    is_office = access.can_plan(standing_of(viewer))
    back = reverse("classes:roster" if is_office else "classes:nomination", args=[found.code])
    frame = {"class": found, "back": back, "is_office": is_office, "nav": "classes"}
    return render(request, f"classes/imports/{name}.html", frame | context)
