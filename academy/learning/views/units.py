"""A unit's hours, for those who answer for it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from academy.core import clock
from academy.core.inputs import text_in
from academy.learning.queries.units import hours_of_unit
from academy.people import rules
from academy.people.models import User, standing_of
from academy.people.persons import unit_asked_for

# Longer than any code of a unit: what is cut off names none.
LONGEST_CODE = 100
NOT_FOR_YOU = "单位学时只向单位管理员和学院的管理人员开放。"


@require_safe
@login_required
def unit_hours(request: HttpRequest) -> HttpResponse:
    """How many of a unit's people have reached their yearly hours, in words."""
    viewer = request.user
    standing = standing_of(viewer)
    if not isinstance(viewer, User) or not rules.can_open_units(standing):
        raise PermissionDenied(NOT_FOR_YOU)
    place = unit_asked_for(viewer, standing, text_in(request.GET, "unit", LONGEST_CODE), "学时")
    years = [clock.today().year, clock.today().year - 1]
    year = next((each for each in years if request.GET.get("year") == str(each)), years[0])
    hours = hours_of_unit(place.unit, year) if place.unit else None
    context = {"place": place, "hours": hours, "year": year, "years": years, "nav": "me"}
    return render(request, "learning/unit_hours.html", context)
