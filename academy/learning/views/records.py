"""A person's own records: hours by year, and what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from academy.learning.queries import archive_of, feed_items, lines_of, statements_of
from academy.people.models import User
from academy.people.persons import signed_in

if TYPE_CHECKING:
    from academy.learning.queries import Archive

LINES_PER_PAGE = 50
SENTENCES_PER_PAGE = 30
FIRST_YEAR, LAST_YEAR = 2000, 2100
NOT_YOURS = "这位学员不在您可查看的范围内。"


@login_required
@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """One's own hours of a year."""
    return render(request, "learning/archive.html", archive_context(request, signed_in(request)))


@login_required
@require_safe
def person_archive(request: HttpRequest, user_id: int) -> HttpResponse:
    """Another person's hours, for those who may see that person's records."""
    person = get_object_or_404(User, pk=user_id)
    if not User.objects.visible_to(signed_in(request)).filter(pk=person.pk).exists():
        raise PermissionDenied(NOT_YOURS)
    return render(request, "learning/archive.html", archive_context(request, person))


@login_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """What one did, by day."""
    user = signed_in(request)
    pages = Paginator(statements_of(user), SENTENCES_PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    context = {"page": page, "items": feed_items(user, list(page.object_list)), "nav": "me"}
    return render(request, "learning/feed.html", context)


def archive_context(request: HttpRequest, person: User) -> dict[str, Any]:
    record: Archive = archive_of(person, asked_year(request))
    lines = Paginator(lines_of(person, record.card.year), LINES_PER_PAGE)
    return {
        "person": person,
        "is_own": person == request.user,
        "record": record,
        "card": record.card,
        "page": lines.get_page(request.GET.get("page")),
        "nav": "me",
    }


def asked_year(request: HttpRequest) -> int | None:
    """The year of ?year=, None where it is none."""
    asked = request.GET.get("year", "")
    is_year = asked.isascii() and asked.isdecimal() and FIRST_YEAR <= int(asked) <= LAST_YEAR
    return int(asked) if is_year else None
