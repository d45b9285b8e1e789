"""One's classes, and the front page of a class."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from academy.classes.actions.classes import file_paper
from academy.classes.actions.life import move_class
from academy.classes.enums import ClassState, PaperKind
from academy.classes.forms.classes import PaperForm
from academy.classes.models import ClassPaper, TrainingClass
from academy.classes.models.roster import CAME, EXPECTED
from academy.classes.queries.classes import Seat, classes_of, seat_of
from academy.classes.queries.desk import (
    classes_to_keep,
    keep,
    oddities_of,
    rolls_to_close,
    sessions_today,
)
from academy.classes.queries.hours import beyond_limit, gauge_of
from academy.classes.queries.milestones import closing_due_on
from academy.classes.rules import access
from academy.classes.views.persons import seat_in
from academy.core.errors import ActionError
from academy.people.enums import Role
from academy.people.models import User, standing_of
from academy.people.persons import signed_in

PER_PAGE = 20
PAPERS_OF = "归档材料只向教务、班主任、院领导和审计开放。"


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The classes one is in, looks after or teaches."""
    viewer = signed_in(request)
    standing = standing_of(viewer)
    sees_all = standing.sees_everyone or standing.sees_trainees
    every = sees_all and "all" in request.GET
    found = TrainingClass.objects.visible_to(viewer) if every else classes_of(viewer)
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "keeps_classes": classes_to_keep(viewer).exists(),
        "decides_leave": standing.has_any({Role.LEADER, Role.HEAD_TEACHER, Role.ADMINISTRATOR}),
        "sees_all": sees_all,
        "every": every,
        "nav": "classes",
    }
    return render(request, "classes/mine.html", context)


@require_safe
@login_required
def training_class(request: HttpRequest, code: str) -> HttpResponse:
    """What a class is about, when and where, and who looks after it."""
    seat = seat_in(request, code)
    staff = seat.training_class.staff.select_related("person").order_by("duty", "pk")
    context = {"seat": seat, "class": seat.training_class, "staff": staff, "tab": "about"}
    if seat.may_keep:
        context["beyond"] = beyond_limit(seat.training_class)
    if seat.enrolment:
        context["gauge"] = gauge_of(seat.enrolment)
        context["is_expected"] = seat.enrolment.state in {*EXPECTED, *CAME}
    if seat.training_class.state == ClassState.PLANNED:
        context["may_approve"] = access.can_approve_classes(standing_of(seat.viewer))
    return render(request, "classes/class.html", context | {"nav": "classes"})


@require_POST
@login_required
def approve(request: HttpRequest, code: str) -> HttpResponse:
    """A leader decides that a planned class is held."""
    seat = seat_in(request, code)
    try:
        move_class(training_class=seat.training_class, to=ClassState.APPROVED, by=seat.viewer)
    except ActionError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{seat.training_class}已立项。")
    return redirect("classes:class", code)


@require_http_methods(["GET", "POST"])
@login_required
def papers(request: HttpRequest, code: str) -> HttpResponse:
    """The papers that closing asks for: what is filed, and a form for the rest."""
    seat = seat_in(request, code)
    if not seat.may_keep:
        raise PermissionDenied(PAPERS_OF)
    form = PaperForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _filed(seat, form):
        messages.success(request, "已归档。")
        return redirect("classes:papers", code)
    filed = {each.kind: each for each in seat.training_class.papers.order_by("filed_at")}
    context = {
        "seat": seat,
        "class": seat.training_class,
        "form": form,
        "papers": [(kind.label, filed.get(kind.value)) for kind in PaperKind],
        "due_on": closing_due_on(seat.training_class),
        "tab": "papers",
        "nav": "classes",
    }
    status = 422 if form.is_bound else 200
    return render(request, "classes/papers.html", context, status=status)


def _filed(seat: Seat, form: PaperForm) -> bool:
    file, kind = form.cleaned_data["file"], PaperKind(form.cleaned_data["kind"])
    try:
        file_paper(
            training_class=seat.training_class, kind=kind, file=file, name=file.name, by=seat.viewer
        )
    except ActionError as refusal:
        form.add_error(None, refusal.message)
        return False
    return True


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """What a head teacher has to look at today."""
    viewer = signed_in(request)
    page = Paginator(classes_to_keep(viewer), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "kept": keep(page), "today": sessions_today(viewer)}
    return render(request, "classes/desk.html", context | {"nav": "classes"})


@require_safe
@login_required
def oddities(request: HttpRequest, code: str) -> HttpResponse:
    """Who wants a word in a class, and which rolls are still open."""
    seat = seat_in(request, code)
    if not seat.may_keep:
        raise PermissionDenied("这一页只向班主任和教务开放。")
    found = Paginator(oddities_of(seat.training_class), PER_PAGE)
    context = {
        "seat": seat,
        "class": seat.training_class,
        "page": found.get_page(request.GET.get("page")),
        "rolls": rolls_to_close(seat.training_class),
        "tab": "oddities",
        "nav": "classes",
    }
    return render(request, "classes/oddities.html", context)


@require_safe
@login_required
def paper(request: HttpRequest, paper_id: int) -> FileResponse:
    """A filed paper: always a download, for those who look after classes."""
    viewer = signed_in(request)
    found = get_object_or_404(ClassPaper.objects.select_related("training_class"), pk=paper_id)
    may_see = TrainingClass.objects.visible_to(viewer).filter(pk=found.training_class_id)
    if not may_see.exists() or not _reads_papers(viewer, found):
        raise PermissionDenied(PAPERS_OF)
    answer = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _reads_papers(viewer: User, found: ClassPaper) -> bool:
    standing = standing_of(viewer)
    all_classes = standing.sees_everyone or standing.has_any({Role.LEADER})
    return all_classes or seat_of(viewer, found.training_class).may_keep
