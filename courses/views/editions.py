"""The author moves trainees to the newest edition of a course, seeing first what changes."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from academy.core.inputs import number_in
from courses import actions
from courses.models import CoursePage
from courses.queries.editions import enrolments_to_move, latest_edition, who_changes

CHANGES_PER_PAGE = 50


@require_http_methods(["GET", "POST"])
def editions(request: HttpRequest, course_id: int) -> HttpResponse:
    """Who would gain or lose completion by the newest edition; POST moves everybody to it."""
    course = get_object_or_404(CoursePage, pk=course_id)
    if not course.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    if request.method == "POST":
        # The edition that was previewed, whatever was published since.
        number = number_in(request.POST.get("edition", ""))
        edition = get_object_or_404(course.editions, number=number or 0)
        moved = actions.move_enrolments(course=course, edition=edition)
        messages.success(request, f"已把 {moved} 名学员移到第 {edition.number} 版。")
        return redirect("wagtailadmin_pages:edit", course.pk)
    context = {
        "course": course,
        "header_title": f"学员与课程版本：{course.title}",
        "header_icon": "history",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_explore", args=[course.pk]), "label": course.title},
            {"url": "", "label": "学员与课程版本"},
        ],
    }
    return render(request, "courses/admin/editions.html", context | _preview(request, course))


def _preview(request: HttpRequest, course: CoursePage) -> dict[str, object]:
    """The newest edition, how many would move to it, and who gains or loses."""
    edition = latest_edition(course)
    if edition is None:
        return {"edition": None}
    changes = who_changes(course, edition)
    return {
        "edition": edition,
        "waiting": enrolments_to_move(course, edition).count(),
        "gains": sum(change.gains for change in changes),
        "loses": sum(change.loses for change in changes),
        "changes": Paginator(changes, CHANGES_PER_PAGE).get_page(request.GET.get("p")),
    }
