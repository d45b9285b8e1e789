"""Who teaches at the academy, for everybody; a teacher's own time, for themselves."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from academy.classes.forms.search import FindTeachersForm
from academy.classes.forms.times import BlackoutForm, LiftBlackoutForm
from academy.classes.models import Teacher
from academy.classes.queries.faculty import courses_given, faculty
from academy.classes.queries.hits import blackouts_of
from academy.core.errors import ActionError
from academy.people.persons import signed_in

PER_PAGE = 20
NO_TEACHER = "这一页给登记为教师的人。您的账号还没有对应的教师，请联系教务。"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The teachers, searched and filtered by field."""
    form = FindTeachersForm(request.GET)
    page = Paginator(faculty(**form.filters), PER_PAGE).get_page(request.GET.get("page"))
    given = courses_given(page.object_list)
    listed = [(teacher, given[teacher.pk]) for teacher in page]
    context = {"form": form, "page": page, "listed": listed, "nav": "faculty"}
    return render(request, "classes/faculty/index.html", context)


@require_safe
def teacher(request: HttpRequest, teacher_id: int) -> HttpResponse:
    """One teacher: who they are and what they have taught."""
    found = get_object_or_404(faculty(), pk=teacher_id)
    given = courses_given([found])[found.pk]
    context = {"teacher": found, "given": given, "nav": "faculty"}
    return render(request, "classes/faculty/teacher.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def my_time(request: HttpRequest) -> HttpResponse:
    """A teacher's own hours, and the stretches in which they cannot."""
    own = teacher_of(request)
    form = BlackoutForm(request.POST or None, resource=own.resource)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, form.apply(signed_in(request)))
        except ActionError as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("classes:my-time")
    context = {
        "teacher": own,
        "form": form,
        "openings": own.resource.opening_rules.all(),
        "blackouts": blackouts_of(own.resource),
        "nav": "me",
    }
    return render(request, "classes/faculty/my_time.html", context)


@require_POST
@login_required
def lift(request: HttpRequest) -> HttpResponse:
    """Take a blackout of one's own back."""
    form = LiftBlackoutForm(request.POST, resource=teacher_of(request).resource)
    if form.is_valid():
        messages.success(request, form.apply(signed_in(request)))
    return redirect("classes:my-time")


def teacher_of(request: HttpRequest) -> Teacher:
    """The teacher that the person of a request is; refused with a reason where they are none."""
    found = Teacher.objects.select_related("resource").filter(person=signed_in(request)).first()
    if found is None:
        raise PermissionDenied(NO_TEACHER)
    return found
