"""What managers require of their units and classes: choosing, confirming, following, changing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from academy.classes.models import TrainingClass
from academy.core.errors import ActionError
from academy.core.inputs import text_in
from academy.jobs.models import Job
from academy.learning.models import Activity
from academy.people.models import Organisation, User, standing_of
from academy.people.persons import signed_in
from academy.people.rules import Standing, can_open_units
from courses import actions, rules
from courses.forms import RequireForm
from courses.models import CoursePage, StudyDuty
from courses.queries import required as queries
from courses.queries import targets

PER_PAGE = 20
# Longer than any code of a unit or class: what is cut off names none.
LONGEST_CODE = 100
NOT_FOR_YOU = "必学安排只向单位管理员、班级工作人员和学院的管理人员开放。"


@require_safe
@login_required
def requirements(request: HttpRequest) -> HttpResponse:
    """What is required of one's units, with how far people are."""
    viewer, standing = signed_in(request), open_to(request)
    ended = request.GET.get("state") == "ended"
    found = queries.required_studies(viewer, ended=ended)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    duties = StudyDuty.objects.visible_to(viewer).filter(required__in=list(page))
    figures = queries.figures_of(duties)
    context = {
        "page": page,
        "rows": [(row, figures.get(row.pk, queries.Figures())) for row in page],
        "ended": ended,
        "may_require": requires_somewhere(standing),
        "nav": "me",
    }
    return render(request, "courses/duties/requirements.html", context)


@require_safe
@login_required
def choose_course(request: HttpRequest) -> HttpResponse:
    """Which course."""
    context = choosing(request, open_to_requiring(request))
    courses = Paginator(queries.requirable_courses(context["words"]), PER_PAGE)
    context["page"] = courses.get_page(request.GET.get("page"))
    return render(request, "courses/duties/choose_course.html", context)


@require_safe
@login_required
def choose_activity(request: HttpRequest) -> HttpResponse:
    """Which single activity."""
    context = choosing(request, open_to_requiring(request))
    activities = Paginator(queries.requirable_activities(context["words"]), PER_PAGE)
    context["page"] = activities.get_page(request.GET.get("page"))
    context["placed"] = queries.with_places(signed_in(request), context["page"])
    return render(request, "courses/duties/choose_activity.html", context)


def choosing(request: HttpRequest, standing: Standing) -> dict[str, Any]:
    """The words that were searched for; the class it is for, where one was named, to carry on."""
    words = text_in(request.GET, "q", 60)
    code = text_in(request.GET, "class", LONGEST_CODE)
    found = requirable_class(code, standing) if code else None
    kept = f"?class={found.code}" if found else ""
    return {"words": words, "training_class": found, "kept": kept, "nav": "me"}


@require_http_methods(["GET", "POST"])
@login_required
def require_study(
    request: HttpRequest, course_id: int | None = None, activity_id: int | None = None
) -> HttpResponse:
    """Of whom and by when; then how many people it concerns; then it is required."""
    standing = open_to_requiring(request)
    course = get_object_or_404(CoursePage, pk=course_id) if course_id else None
    activity = get_object_or_404(Activity, pk=activity_id) if activity_id else None
    given = request.POST if request.method == "POST" else request.GET
    choice = choice_in(given, signed_in(request), standing)
    form = RequireForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"course": course, "activity": activity, "choice": choice}
    context |= {"form": form, "nav": "me"}
    step = request.POST.get("step")
    if choice.target and step in {"preview", "confirm"} and form.is_valid():
        what = {"course": course, "activity": activity}
        if step == "preview" and queries.is_used(form.cleaned_data["key"]):
            form.renew_key()
        if step == "confirm" and (job := _require(request, form, choice, **what)):
            return redirect("jobs:detail", job.pk)
        context["preview"] = queries.preview(choice.target, **what)
    name = "confirm" if "preview" in context and form.is_valid() else "require"
    return render(request, f"courses/duties/{name}.html", context)


def _require(
    request: HttpRequest, form: RequireForm, choice: targets.Choice, **what: Any
) -> Job | None:
    """The job that writes the list; None where it was refused, with the reason at the form."""
    what |= {"organisation": choice.place.unit, "training_class": choice.training_class}
    try:
        _, job = actions.require_study(by=signed_in(request), **what, **form.cleaned_data)
    except actions.FormUsedError as used:
        messages.warning(request, f"这次还没有安排。{used}请核对下面的内容，再按一次“确认安排”。")
        form.renew_key()
        return None
    except ActionError as refusal:
        form.add_error(None, refusal.message)
        return None
    messages.success(request, "已安排。名单正在生成，学员会收到消息。")
    return job


# --- Who may ---
def open_to(request: HttpRequest) -> Standing:
    """What is known of the viewer, one of those who answer for units or look after people."""
    standing = standing_of(signed_in(request))
    if not (can_open_units(standing) or targets.looks_after_classes(standing)):
        raise PermissionDenied(NOT_FOR_YOU)
    return standing


def requires_somewhere(standing: Standing) -> bool:
    of_units = any(rules.can_require(standing, path) for path in ("", *standing.managed_paths))
    return of_units or targets.kept_classes(standing).exists()


def open_to_requiring(request: HttpRequest) -> Standing:
    standing = open_to(request)
    if not requires_somewhere(standing):
        raise PermissionDenied("必学由单位管理员、班主任和教务安排，您可以查看，不能安排。")
    return standing


def requirable_unit(code: str, standing: Standing) -> Organisation | None:
    """The unit asked for; another's is refused with a reason."""
    if not code:
        return None
    unit: Organisation = get_object_or_404(Organisation, code=code)
    if not rules.can_require(standing, unit.path):
        raise PermissionDenied(f"“{unit}”不是您管理的单位或其下级单位，不能给它安排必学。")
    return unit


def requirable_class(code: str, standing: Standing) -> TrainingClass:
    """The class asked for; another's is refused with a reason."""
    found: TrainingClass = get_object_or_404(TrainingClass, code=code)
    if words := targets.refusal(found, standing):
        raise PermissionDenied(f"不能给“{found}”安排必学：{words}")
    return found


def choice_in(given: QueryDict, viewer: User, standing: Standing) -> targets.Choice:
    """Of whom, as the address or the form says, and what else there is to choose."""
    if code := text_in(given, "class", LONGEST_CODE):
        return targets.Choice(training_class=requirable_class(code, standing))
    unit = requirable_unit(text_in(given, "unit", LONGEST_CODE), standing)
    return targets.choice_among(unit, viewer, standing)
