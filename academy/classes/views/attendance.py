"""The attendance tab of a class: one's own list, or the table for those who look after it."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from academy.classes.queries import attendance as queries
from academy.classes.queries.classes import Seat
from academy.classes.views.persons import seat_in
from academy.core.sheets import XLSX, write_sheet
from academy.people.models import standing_of

PER_PAGE = 20
STAFF_ONLY = "全班考勤只给班主任、跟班、教务、院领导和审计看。您可以看自己的考勤。"


@require_safe
@login_required
def attendance(request: HttpRequest, code: str) -> HttpResponse:
    """A trainee sees their own, staff the whole class."""
    seat = seat_in(request, code)
    context: dict[str, Any] = {"seat": seat, "class": seat.training_class, "tab": "attendance"}
    context["nav"] = "classes"
    if looks_after(seat):
        sessions = list(queries.shown_sessions(seat.training_class))
        people = Paginator(queries.people_of(seat.training_class), PER_PAGE)
        page = people.get_page(request.GET.get("page"))
        rows = queries.rows_of(page, sessions)
        return render(
            request,
            "classes/roll/matrix.html",
            context | {"sessions": sessions, "page": page, "rows": rows},
        )
    if seat.enrolment is None:
        raise PermissionDenied(STAFF_ONLY)
    own = queries.own_attendance(seat.enrolment)
    context |= {"page": Paginator(own, PER_PAGE).get_page(request.GET.get("page"))}
    return render(request, "classes/roll/own.html", context | {"rate": queries.own_rate(own)})


@require_safe
@login_required
def sheet(request: HttpRequest, code: str) -> FileResponse:
    """The whole table as a file."""
    seat = seat_in(request, code)
    if not looks_after(seat):
        raise PermissionDenied(STAFF_ONLY)
    sessions = list(queries.shown_sessions(seat.training_class))
    rows = queries.sheet_rows(queries.people_of(seat.training_class), sessions)
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    columns = queries.sheet_columns(sessions)
    write_sheet(file, title=queries.SHEET_TITLE, columns=columns, rows=rows)
    file.seek(0)
    name = f"{queries.SHEET_TITLE}-{seat.training_class.code}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def looks_after(seat: Seat) -> bool:
    """Whether the viewer sees the attendance of everybody in a class."""
    standing = standing_of(seat.viewer)
    if seat.may_keep or standing.sees_everyone or standing.sees_trainees:
        return True
    return bool(seat.training_class.staff.filter(person=seat.viewer).exists())
