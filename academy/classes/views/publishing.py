"""Publishing a class's timetable, after looking at what that changes. For administrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from academy.classes.actions import publish_timetable
from academy.classes.forms.timetable import PublishForm
from academy.classes.models import TrainingClass
from academy.classes.queries.publishing import audience_of, next_publication
from academy.classes.views.board import board_url, header, planner_of
from academy.core.errors import ActionError


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """What would be published and whom it would be told; POST does it."""
    planner = planner_of(request)
    found = get_object_or_404(TrainingClass, code=code)
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            version = publish_timetable(training_class=found, by=planner, **form.cleaned_data)
        except ActionError as error:
            messages.error(request, error.message)
            return redirect("classes_publish", code)
        messages.success(request, f"课表第 {version.number} 版已公布，有关的人都已通知。")
        return redirect(board_url(found))
    publication = next_publication(found)
    context = {
        "class": found,
        "publication": publication,
        "audience": audience_of(found, publication),
        "form": PublishForm(initial={"seen": publication.seen}),
        "back": board_url(found),
        **header("公布课表", (found.name, board_url(found))),
    }
    return render(request, "classes/admin/publish.html", context)
