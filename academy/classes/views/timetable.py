"""The published timetable: of a class, of one's day, of what one teaches."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from academy.classes.models import TrainingClass
from academy.classes.queries.timetable import (
    current_version,
    lessons_of_class,
    lessons_taught,
    next_of,
    today_of,
    week_of,
)
from academy.classes.rules.timetable import YEARS, monday_of
from academy.classes.views.persons import seat_in
from academy.core import clock
from academy.people.persons import signed_in

PER_PAGE = 20
WEEK = dt.timedelta(days=7)


@require_safe
@login_required
def week(request: HttpRequest, code: str) -> HttpResponse:
    """A week of a class: a list by days on a phone, a grid on a desk; one set of data."""
    seat = seat_in(request, code)
    version = current_version(seat.training_class)
    lessons = lessons_of_class(version)
    monday = _monday(request, seat.training_class)
    context = {
        "seat": seat,
        "class": seat.training_class,
        "version": version,
        "days": week_of(lessons, monday),
        "next": next_of(lessons),
        "tab": "timetable",
        "nav": "classes",
    }
    return render(request, "classes/timetable.html", context | _weeks(monday))


@require_safe
@login_required
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """The whole timetable as a table, for A4 paper."""
    seat = seat_in(request, code)
    version = current_version(seat.training_class)
    held = [lesson for lesson in lessons_of_class(version) if not lesson.is_cancelled]
    context = {"seat": seat, "class": seat.training_class, "version": version, "lessons": held}
    return render(request, "classes/timetable_sheet.html", context | {"nav": "classes"})


@require_safe
@login_required
def today(request: HttpRequest) -> HttpResponse:
    """All of one's classes today, and what comes next."""
    lessons, following = today_of(signed_in(request))
    context = {"lessons": lessons, "next": following, "today": clock.today(), "nav": "classes"}
    return render(request, "classes/today.html", context)


@require_safe
@login_required
def teaching(request: HttpRequest) -> HttpResponse:
    """What one teaches in all classes: what comes first, or what is over."""
    is_past = bool(request.GET.get("past"))
    lessons = lessons_taught(signed_in(request), is_past=is_past)
    page = Paginator(lessons, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "is_past": is_past, "nav": "classes"}
    return render(request, "classes/teaching.html", context)


def _monday(request: HttpRequest, training_class: TrainingClass) -> dt.date:
    """Of the wanted week; else of this one, while the class is held, or of its nearest."""
    wanted = date_of(request.GET.get("week", ""))
    if wanted is None:
        first, last = training_class.starts_on, training_class.ends_on
        wanted = min(max(clock.today(), first), last)
    return monday_of(wanted)


def date_of(text: str) -> dt.date | None:
    """A day as addresses write it; None where it is none, or none of these centuries."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and day.year in YEARS else None


def _weeks(monday: dt.date) -> dict[str, Any]:
    return {
        "monday": monday,
        "sunday": monday + WEEK - dt.timedelta(days=1),
        "previous": monday - WEEK,
        "following": monday + WEEK,
        "this": monday_of(clock.today()),
    }
