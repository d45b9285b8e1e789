"""One's classes, and the front page of a class."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from academy.classes.queries.classes import classes_of
from academy.classes.views.persons import seat_in, signed_in

PER_PAGE = 20


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The classes one is in, looks after or teaches."""
    page = Paginator(classes_of(signed_in(request)), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "classes/mine.html", {"page": page, "nav": "classes"})


@require_safe
@login_required
def training_class(request: HttpRequest, code: str) -> HttpResponse:
    """What a class is about, when and where, and who looks after it."""
    seat = seat_in(request, code)
    staff = seat.training_class.staff.select_related("person").order_by("duty", "pk")
    context = {"seat": seat, "class": seat.training_class, "staff": staff, "tab": "about"}
    return render(request, "classes/class.html", context | {"nav": "classes"})
