"""Home, suggestions and the pages of help."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from academy.desk.forms import SuggestionForm
from academy.desk.models import Suggestion
from academy.desk.queries import home_of, welcome
from academy.people.models import User


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """A trainee's own day, or the welcome of those not signed in."""
    if isinstance(request.user, User):
        context = {"home": home_of(request.user), "nav": "home"}
        return render(request, "desk/home.html", context)
    return render(request, "desk/welcome.html", {"welcome": welcome(), "nav": "home"})


@require_http_methods(["GET", "POST"])
def suggest(request: HttpRequest) -> HttpResponse:
    """Write a complaint or suggestion."""
    form = SuggestionForm(request.POST or None, initial={"page": request.GET.get("page", "")})
    if form.is_valid():
        user = request.user if isinstance(request.user, User) else None
        return redirect("desk:suggestion", number=form.send(user).number)
    status = 422 if form.is_bound else 200
    return render(request, "desk/suggest.html", {"form": form}, status=status)


@require_GET
def suggestion(request: HttpRequest, number: str) -> HttpResponse:
    """What became of a suggestion; the number is the key."""
    found = get_object_or_404(Suggestion, number=number.upper())
    return render(request, "desk/suggestion.html", {"suggestion": found})


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy statement."""
    return render(request, "desk/privacy.html")


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "desk/accessibility.html")
