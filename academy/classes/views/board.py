"""The timetable board in Wagtail's admin. For administrators."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from academy.classes.models import Session, TrainingClass
from academy.classes.queries.board import (
    AXES,
    UNPLACED,
    Axis,
    cards_of,
    days_from,
    periods_of,
    rows_of,
    unplaced,
)
from academy.classes.queries.publishing import next_publication
from academy.classes.rules import access
from academy.classes.rules.timetable import monday_of
from academy.classes.views.timetable import WEEK, date_of
from academy.core import clock
from academy.core.inputs import text_in
from academy.core.kinds import kinds_of
from academy.people.models import User, standing_of
from academy.people.persons import signed_in

ROWS = 20
# Of what is looked for; longer than any code of a class.
LONGEST = 100


def planner_of(request: HttpRequest) -> User:
    """Who asks, where they may plan."""
    person = signed_in(request)
    if not access.can_plan(standing_of(person)):
        raise PermissionDenied(access.NOT_YOURS)
    return person


def board_url(training_class: TrainingClass, day: dt.date | None = None) -> str:
    """The board of a class, in the week of a day."""
    week = f"?{urlencode({'week': day.isoformat()})}" if day else ""
    return reverse("classes_class_board", args=[training_class.code]) + week


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """A week of a page of classes, teachers or rooms; of one class with `class`."""
    planner_of(request)
    if code := text_in(request.GET, "class", LONGEST):
        found = get_object_or_404(TrainingClass, code=code)
        return redirect(board_url(found, date_of(request.GET.get("week", ""))))
    axis = AXES.get(request.GET.get("by", ""), AXES["class"])
    monday = monday_of(date_of(request.GET.get("week", "")) or clock.today())
    context = {"axis": axis, "axes": AXES.values(), "q": text_in(request.GET, "q", LONGEST)}
    context |= _rows(request, axis, monday) | _week(monday) | _waiting(None)
    return render(request, "classes/admin/board.html", context | header("课表"))


@require_safe
def class_board(request: HttpRequest, code: str) -> HttpResponse:
    """A week of one class by periods, and what of it waits to be published."""
    planner_of(request)
    found = get_object_or_404(TrainingClass, code=code)
    day = date_of(request.GET.get("week", ""))
    monday = monday_of(day or min(max(clock.today(), found.starts_on), found.ends_on))
    context = {
        "chosen": found,
        "rows": periods_of(found, monday),
        "publication": next_publication(found),
        "kinds": [(kind._meta.model_name, kind.kind_label) for kind in kinds_of(Session)],
    }
    context |= _week(monday) | _waiting(found)
    above = ("课表", f"{reverse('classes_board')}?week={monday}")
    return render(request, "classes/admin/board.html", context | header(found.name, above))


def header(title: str, *above: tuple[str, str]) -> dict[str, Any]:
    """The heading of a page below the board; `above`: the pages over it, label and address."""
    steps = [*above, (title, "")]
    return {
        "header_title": title,
        "header_icon": "calendar-alt",
        "breadcrumbs_items": [{"label": label, "url": url} for label, url in steps],
    }


def _week(monday: dt.date) -> dict[str, Any]:
    return {
        "days": days_from(monday),
        "monday": monday,
        "previous": monday - WEEK,
        "following": monday + WEEK,
    }


def _waiting(chosen: TrainingClass | None) -> dict[str, Any]:
    waiting = unplaced(chosen)
    return {"waiting": cards_of(waiting[:UNPLACED]), "waiting_count": waiting.count()}


def _rows(request: HttpRequest, axis: Axis, monday: dt.date) -> dict[str, Any]:
    owners = axis.owners(monday, monday + WEEK - dt.timedelta(days=1))
    if text := text_in(request.GET, "q", LONGEST):
        owners = owners.filter(name__icontains=text)
    page = Paginator(owners, ROWS).get_page(request.GET.get("p"))
    return {"rows": rows_of(axis, page, monday), "page": page}
