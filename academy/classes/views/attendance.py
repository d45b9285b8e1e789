"""The attendance tab of a class: one's own list, or the table for those who look after it."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from academy.classes.models.classes import KEEPERS
from academy.classes.queries import attendance as queries
from academy.classes.queries.classes import Seat
from academy.classes.queries.evaluation import open_turns_of
from academy.classes.views.persons import seat_in
from academy.core.sheets import XLSX, write_sheet
from academy.people.models import standing_of

PER_PAGE = 20


@require_safe
@login_required
def attendance(request: HttpRequest, code: str) -> HttpResponse:
    """A trainee sees their own, a teacher the lessons to call the roll of, others the table."""
    seat = seat_in(request, code)
    context: dict[str, Any] = {"seat": seat, "class": seat.training_class, "tab": "attendance"}
    context["nav"] = "classes"
    if looks_after(seat):
        return _table(request, seat, context)
    if seat.enrolment:
        own = queries.own_attendance(seat.enrolment)
        turns = open_turns_of(seat.viewer).filter(enrolment=seat.enrolment)
        context |= {"page": _page(request, own), "rate": queries.own_rate(own)}
        context["turns"] = turns.select_related("session")[:PER_PAGE]
        return render(request, "classes/roll/own.html", context)
    if taught := queries.taught_sessions(seat.training_class, seat.viewer):
        context["page"] = _page(request, taught)
        return render(request, "classes/roll/taught.html", context)
    return _table(request, seat, context)


def _page(request: HttpRequest, rows: Any) -> Any:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def _table(request: HttpRequest, seat: Seat, context: dict[str, Any]) -> HttpResponse:
    """People by sessions; unit managers see theirs."""
    sessions = list(queries.shown_sessions(seat.training_class))
    page = _page(request, queries.people_of(seat.training_class, seat.viewer))
    context |= {"sessions": sessions, "page": page, "rows": queries.rows_of(page, sessions)}
    context["may_roll"] = seat.may_keep or is_staff(seat)
    return render(request, "classes/roll/matrix.html", context)


@require_safe
@login_required
def sheet(request: HttpRequest, code: str) -> FileResponse:
    """The table as a file: of everybody whom the viewer may look at."""
    seat = seat_in(request, code)
    sessions = list(queries.shown_sessions(seat.training_class))
    rows = queries.sheet_rows(queries.people_of(seat.training_class, seat.viewer), sessions)
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    columns = queries.sheet_columns(sessions)
    write_sheet(file, title=queries.SHEET_TITLE, columns=columns, rows=rows)
    file.seek(0)
    name = f"{queries.SHEET_TITLE}-{seat.training_class.code}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def looks_after(seat: Seat) -> bool:
    """Whether the viewer sees the attendance of everybody in a class."""
    standing = standing_of(seat.viewer)
    return seat.may_keep or standing.sees_everyone or standing.sees_trainees or is_staff(seat)


def is_staff(seat: Seat) -> bool:
    """Whether the viewer has a duty in the class that is more than calling names."""
    kept = seat.training_class.staff.filter(person=seat.viewer, duty__in=KEEPERS)
    return bool(kept.exists())
