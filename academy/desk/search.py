"""The search page."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from courses.queries import search as finder

HITS_PER_PAGE = 20
# Nobody means to look for more than this.
WORDS_AT_MOST = 60
# Quotation marks and nulls mean something to the database's search, nothing to people.
NO_WORDS = str.maketrans({'"': " ", "\x00": " "})


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Courses, lessons and activities in which the words stand."""
    words = request.GET.get("q", "").translate(NO_WORDS).strip()[:WORDS_AT_MOST]
    found = Paginator(finder.find_all(words), HITS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "words": words,
        "found": found,
        "hits": finder.show(list(found), words),
        "nav": "courses",
    }
    return render(request, "desk/search.html", context)
