"""A unit's hours, for those who answer for it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from academy.core import clock
from academy.core.inputs import text_in
from academy.learning.queries.units import hours_of_unit
from academy.people import rules
from academy.people.models import Organisation, User, standing_of
from academy.people.queries import UnitPlace, place_of, top_units

# Longer than any code of a unit: what is cut off names none.
LONGEST_CODE = 100
NOT_FOR_YOU = "单位学时只向单位管理员和学院的管理人员开放。"


@require_safe
@login_required
def unit_hours(request: HttpRequest) -> HttpResponse:
    """How many of a unit's people have reached their yearly hours, in words."""
    viewer = request.user
    if not isinstance(viewer, User) or not rules.can_open_units(standing_of(viewer)):
        raise PermissionDenied(NOT_FOR_YOU)
    place = _place(viewer, text_in(request.GET, "unit", LONGEST_CODE))
    years = [clock.today().year, clock.today().year - 1]
    year = next((each for each in years if request.GET.get("year") == str(each)), years[0])
    hours = hours_of_unit(place.unit, year) if place.unit else None
    context = {"place": place, "hours": hours, "year": year, "years": years, "nav": "me"}
    return render(request, "learning/unit_hours.html", context)


def _place(viewer: User, code: str) -> UnitPlace:
    """The unit asked for, or where the viewer enters the tree."""
    standing = standing_of(viewer)
    if code:
        unit = get_object_or_404(Organisation, code=code)
        if not rules.can_see_organisation(standing, unit.path):
            raise PermissionDenied(f"“{unit}”不是您管理的单位或其下级单位，不能查看它的学时。")
        return place_of(unit, viewer)
    tops = top_units(standing)
    return place_of(tops[0], viewer) if len(tops) == 1 else UnitPlace(None, [], tops)
