"""Home, search, suggestions and the pages of help."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from academy.desk.forms import FindSuggestionForm, SuggestionForm
from academy.desk.models import Suggestion
from academy.desk.queries import home_of, welcome
from academy.people.models import User
from courses.queries import search as finder

HITS_PER_PAGE = 20
# Nobody means to look for more than this.
WORDS_AT_MOST = 60
# Quotation marks and nulls mean something to the database's search, nothing to people.
NO_WORDS = str.maketrans({'"': " ", "\x00": " "})


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """A trainee's own day, or the welcome of those not signed in."""
    if isinstance(request.user, User):
        context = {"home": home_of(request.user), "nav": "home"}
        return render(request, "desk/home.html", context)
    return render(request, "desk/welcome.html", {"welcome": welcome(), "nav": "home"})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Courses, lessons, activities and documents in which the words stand."""
    words = request.GET.get("q", "").translate(NO_WORDS).strip()[:WORDS_AT_MOST]
    finds = finder.find_all(words, request.user)
    found = Paginator(finds, HITS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "words": words,
        "found": found,
        "hits": finder.show(list(found), words),
        "nav": "courses",
    }
    return render(request, "desk/search.html", context)


@require_http_methods(["GET", "POST"])
def suggest(request: HttpRequest) -> HttpResponse:
    """Write a complaint or suggestion, or look for the answer to one by its number."""
    finder = FindSuggestionForm(request.GET if "number" in request.GET else None)
    if finder.is_valid():
        return redirect("desk:suggestion", number=finder.cleaned_data["number"])
    user = request.user if isinstance(request.user, User) else None
    page = request.GET.get("page", "")
    form = SuggestionForm(request.POST or None, user=user, initial={"page": page})
    if form.is_valid():
        return redirect("desk:suggestion", number=form.send().number)
    status = 422 if form.is_bound else 200
    context = {"form": form, "finder": finder}
    return render(request, "desk/suggest.html", context, status=status)


@require_safe
def suggestion(request: HttpRequest, number: str) -> HttpResponse:
    """What became of a suggestion; the number is the key."""
    found = get_object_or_404(Suggestion, number=number.upper())
    return render(request, "desk/suggestion.html", {"suggestion": found})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy statement."""
    return render(request, "desk/privacy.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "desk/accessibility.html")
