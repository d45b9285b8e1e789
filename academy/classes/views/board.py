"""The timetable board in Wagtail's admin. For administrators."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
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
from academy.classes.views.persons import signed_in
from academy.classes.views.timetable import WEEK, date_of
from academy.core import clock
from academy.core.kinds import kinds_of
from academy.people.models import User, standing_of

ROWS = 20


def planner_of(request: HttpRequest) -> User:
    """Who asks, where they may plan."""
    person = signed_in(request)
    if not access.can_plan(standing_of(person)):
        raise PermissionDenied(access.NOT_YOURS)
    return person


def board_url(training_class: TrainingClass, day: dt.date | None = None) -> str:
    """The board of a class, in the week of a day."""
    query = {"class": training_class.code} | ({"week": day.isoformat()} if day else {})
    return f"{reverse('classes_board')}?{urlencode(query)}"


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """A week: periods of the chosen class, or a page of classes, teachers or rooms."""
    planner_of(request)
    chosen = _chosen(request)
    axis = AXES.get(request.GET.get("by", ""), AXES["class"])
    monday = _monday(request, chosen)
    waiting = unplaced(chosen)
    context = {
        "axis": axis,
        "axes": AXES.values(),
        "chosen": chosen,
        "days": days_from(monday),
        "monday": monday,
        "previous": monday - WEEK,
        "following": monday + WEEK,
        "waiting": cards_of(waiting[:UNPLACED]),
        "waiting_count": waiting.count(),
        "q": request.GET.get("q", "").strip(),
    }
    context |= _of_class(chosen, monday) if chosen else _of_all(request, axis, monday)
    return render(request, "classes/admin/board.html", context | header("课表"))


def header(title: str, *above: tuple[str, str]) -> dict[str, Any]:
    """The heading of a page below the board; `above`: the pages over it, label and address."""
    steps = [*above, (title, "")]
    return {
        "header_title": title,
        "header_icon": "calendar-alt",
        "breadcrumbs_items": [{"label": label, "url": url} for label, url in steps],
    }


def _chosen(request: HttpRequest) -> TrainingClass | None:
    code = request.GET.get("class", "")
    return get_object_or_404(TrainingClass, code=code) if code else None


def _monday(request: HttpRequest, chosen: TrainingClass | None) -> dt.date:
    day = date_of(request.GET.get("week", ""))
    if day is None:
        day = clock.today()
        if chosen:
            day = min(max(day, chosen.starts_on), chosen.ends_on)
    return monday_of(day)


def _of_class(chosen: TrainingClass, monday: dt.date) -> dict[str, Any]:
    return {
        "rows": periods_of(chosen, monday),
        "publication": next_publication(chosen),
        "kinds": [(kind._meta.model_name, kind.kind_label) for kind in kinds_of(Session)],
    }


def _of_all(request: HttpRequest, axis: Axis, monday: dt.date) -> dict[str, Any]:
    owners = axis.owners(monday, monday + WEEK - dt.timedelta(days=1))
    if text := request.GET.get("q", "").strip():
        owners = owners.filter(name__icontains=text)
    page = Paginator(owners, ROWS).get_page(request.GET.get("p"))
    return {"rows": rows_of(axis, page, monday), "page": page}
