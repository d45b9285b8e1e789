"""A session from the board: put on the list, placed, moved, taken off. For administrators."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID, uuid4

from django.contrib import messages
from django.forms import BaseForm, ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.panels import ObjectList

from academy.classes.actions import (
    ClashError,
    OvertakenError,
    add_session,
    cancel_session,
    unplace_session,
)
from academy.classes.actions.sessions import place_words
from academy.classes.forms.timetable import CancelForm, PlaceForm
from academy.classes.models import Session, TrainingClass
from academy.classes.queries.publishing import label_of
from academy.classes.views.board import board_url, header, planner_of
from academy.classes.views.timetable import date_of
from academy.core.errors import ActionError
from academy.core.kinds import kinds_of
from academy.people.models import User

FREE = "没有冲突，可以保存。"
UNCLEAR = "没有保存：填写的内容有误。"


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt: the answer's status, whether it was done, and in words."""

    status: HTTPStatus
    message: str
    conflicts: tuple[str, ...] = ()
    is_saved: bool = False


@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, session_id: int) -> HttpResponse:
    """The form that places or moves a session; a dragged card sends the same and asks for JSON."""
    planner = planner_of(request)
    session = _session(session_id)
    form, outcome = PlaceForm(session=session), None
    if request.method == "POST":
        form = PlaceForm(request.POST, session=session)
        outcome = _attempt(form, planner, is_check="check" in request.POST)
        if request.accepts("text/html") and outcome.is_saved:
            messages.success(request, f"{session.title}：{place_words(session)}")
            return redirect(_back(session))
        if not request.accepts("text/html"):
            return _as_json(session, outcome)
    elif day := date_of(request.GET.get("day", "")):
        form.initial["day"] = day
    context = _context(session, form, outcome) | {"session": session}
    status = outcome.status if outcome else HTTPStatus.OK
    return render(request, "classes/admin/place.html", context, status=status)


def _attempt(form: PlaceForm, planner: User, *, is_check: bool) -> Outcome:
    """Nothing is written where anything stands against it; all of it is said."""
    refused = HTTPStatus.UNPROCESSABLE_ENTITY
    if not form.is_valid():
        return Outcome(refused, UNCLEAR, _faults(form))
    try:
        if not is_check:
            form.place(by=planner)
            return Outcome(HTTPStatus.OK, place_words(form.session), is_saved=True)
        if found := form.conflicts():
            raise ClashError(found)
    except ClashError as error:
        words = tuple(conflict.words for conflict in error.conflicts)
        return Outcome(refused, "没有移到这里，原来的安排不变。", words)
    except OvertakenError as error:
        return Outcome(HTTPStatus.CONFLICT, error.message)
    except ActionError as error:
        return Outcome(refused, error.message)
    return Outcome(HTTPStatus.OK, FREE)


def _faults(form: BaseForm) -> tuple[str, ...]:
    return tuple(
        f"{form.fields[name].label}：{fault}" if name in form.fields else str(fault)
        for name, faults in form.errors.items()
        for fault in faults
    )


def _as_json(session: Session, outcome: Outcome) -> JsonResponse:
    found = {
        "ok": outcome.is_saved,
        "message": outcome.message,
        "conflicts": outcome.conflicts,
        "version": session.version,
    }
    if outcome.is_saved and session.starts_at and session.ends_at:
        begins, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
        room = str(session.room) if session.room else ""
        found |= {"time": f"{begins:%H:%M}–{ends:%H:%M}", "room": room}
        found["teachers"] = [[teacher.pk, teacher.name] for teacher in session.teachers.all()]
    return JsonResponse(found, status=outcome.status)


def _session(session_id: int) -> Session:
    """As its kind: it says itself what it occupies."""
    found = Session.objects.select_related("training_class", "room")
    session: Session = get_object_or_404(found, pk=session_id)
    return session


def _back(session: Session) -> str:
    day = timezone.localdate(session.starts_at) if session.starts_at else None
    return board_url(session.training_class, day)


def _context(session: Session, form: PlaceForm, outcome: Outcome | None) -> dict[str, object]:
    return {
        "form": form,
        "outcome": outcome,
        "label": label_of(session),
        "stands": place_words(session),
        "cancel_form": CancelForm(initial={"version": session.version}),
        "events": session.events.select_related("by").order_by("-pk")[:10],
        "back": _back(session),
        **header(session.title, ("课表", _back(session))),
    }


@require_POST
def cancel(request: HttpRequest, session_id: int) -> HttpResponseRedirect:
    """It is not held; told to its class with the next publication."""
    planner, session = planner_of(request), _session(session_id)
    form = CancelForm(request.POST)
    try:
        if not form.is_valid():
            raise ActionError("没有取消：请写明取消的原因，学员会看到。")
        cancel_session(session=session, by=planner, **form.cleaned_data)
    except ActionError as error:
        messages.error(request, error.message)
        return redirect("classes_place", session.pk)
    messages.success(request, f"已取消“{session.title}”。公布课表后通知学员和教师。")
    return redirect(_back(session))


@require_POST
def unplace(request: HttpRequest, session_id: int) -> HttpResponseRedirect:
    """A draft goes back to those that wait for a place."""
    planner, session = planner_of(request), _session(session_id)
    back = _back(session)
    try:
        unplace_session(session=session, by=planner)
    except ActionError as error:
        messages.error(request, error.message)
        return redirect("classes_place", session.pk)
    messages.success(request, f"“{session.title}”已撤下，放回未排的课次。")
    return redirect(back)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """A new session of a kind, by the kind's own panels."""
    planner = planner_of(request)
    training_class = get_object_or_404(TrainingClass, code=code)
    model = _kind(kind)
    panels = ObjectList(model.panels).bind_to_model(model)  # type: ignore[attr-defined]
    session = model(training_class=training_class)
    form: ModelForm = panels.get_form_class()(  # type: ignore[type-arg]
        request.POST or None, instance=session, for_user=planner
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = add_session(session=form.save(commit=False), by=planner, key=_key(request))
        except ActionError as error:
            messages.error(request, error.message)
            return redirect(board_url(training_class))
        messages.success(request, f"已列入“{made.title}”。请给它排时间和教室。")
        return redirect("classes_place", made.pk)
    bound = panels.get_bound_panel(request=request, instance=session, form=form)
    context = {
        "panel": bound,
        "media": bound.media + form.media,
        "form": form,
        "key": request.POST.get("key") or uuid4(),
        "back": board_url(training_class),
        **header(f"新建{model.kind_label}", (training_class.name, board_url(training_class))),
    }
    return render(request, "classes/admin/add.html", context)


def _kind(name: str) -> type[Session]:
    found = {kind._meta.model_name: kind for kind in kinds_of(Session)}
    if name not in found:
        raise Http404
    return found[name]


def _key(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None
