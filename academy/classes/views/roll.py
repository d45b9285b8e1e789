"""The roll of a session: marking on a phone, closing, putting right, and the hall screen."""

from __future__ import annotations

import io
from collections.abc import Mapping

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from academy.classes import actions
from academy.classes.actions.completion import judge_after_correction
from academy.classes.enums import AttendanceState, RollMeans
from academy.classes.models import Enrolment, Session
from academy.classes.queries.classes import seat_of
from academy.classes.queries.roll import Line, Roll, hall_of, means_of, roll_of
from academy.classes.rules import roll_codes
from academy.core import clock
from academy.core.errors import ActionError
from academy.core.inputs import number_in, text_in
from academy.people.persons import signed_in

PER_PAGE = 50
NOT_YOURS = "点名由本课教师、班主任、跟班和教务进行，这节课不在您的范围内。"
BUTTONS = [AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.ABSENT]
MORE = [AttendanceState.EARLY, AttendanceState.LEAVE]


def rollable(request: HttpRequest, session_id: int) -> tuple[Session, RollMeans]:
    """A session whose roll the viewer may call, and how their marks count; else refused."""
    found = Session.objects.non_polymorphic().select_related("training_class")
    session = get_object_or_404(found, pk=session_id)
    means = means_of(signed_in(request), session)
    if means is None:
        raise PermissionDenied(NOT_YOURS)
    return session, means


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def roll(request: HttpRequest, session_id: int) -> HttpResponse:
    """Names with three big buttons each. Works as a plain form; with scripts each tap is sent."""
    session, means = rollable(request, session_id)
    if request.method == "POST":
        return _mark(request, session)
    found = roll_of(session)
    lines = Paginator(_chosen(found, request.GET), PER_PAGE)
    context = {
        "session": session,
        "class": session.training_class,
        "roll": found,
        "page": lines.get_page(request.GET.get("page")),
        "words": _words(request.GET),
        "unknown_only": request.GET.get("show") == "unknown",
        "may_close": means == RollMeans.ROLL,
        "may_correct": seat_of(signed_in(request), session.training_class).may_keep,
        "buttons": BUTTONS,
        "more": MORE,
        "states": list(AttendanceState),
        "nav": "classes",
    }
    return render(request, "classes/roll/roll.html", context)


def _words(given: Mapping[str, str]) -> str:
    return text_in(given, "q", 40)


def _chosen(found: Roll, given: Mapping[str, str]) -> list[Line]:
    """The lines whose name holds the words asked for, or of whom nothing is known yet."""
    words, unknown_only = _words(given), given.get("show") == "unknown"
    return [
        line
        for line in found.lines
        if words in line.enrolment.person.name and not (unknown_only and line.state)
    ]


def _mark(request: HttpRequest, session: Session) -> HttpResponse:
    try:
        words, kept = _marked(request, session)
    except ActionError as refusal:
        return _answer(request, session, refusal.message, is_refused=True)
    return _answer(request, session, kept or words, is_refused=bool(kept))


def _marked(request: HttpRequest, session: Session) -> tuple[str, str]:
    """Do what a button of the roll stands for: words for what was done, and for what was kept."""
    by = signed_in(request)
    if request.POST.get("step") == "rest":
        marked = actions.mark_rest_present(session=session, by=by)
        return f"已记 {marked.written} 人到课", ""
    key, _, state = request.POST.get("mark", "").partition(":")
    pk = number_in(key)
    if pk is None or state not in AttendanceState.values:
        raise ActionError("没有看懂点的是什么，请刷新后再试。")
    marks = {pk: AttendanceState(state)}
    marked = actions.mark_roll(session=session, marks=marks, by=by)
    return f"已记为“{AttendanceState(state).label}”", "".join(marked.kept.values())


def _answer(
    request: HttpRequest, session: Session, words: str, *, is_refused: bool
) -> HttpResponse:
    if request.accepts("text/html"):
        tell = messages.warning if is_refused else messages.success
        tell(request, words)
        return redirect(request.get_full_path())
    rate = roll_of(session)
    answer = {"words": words, "rate": rate.rate.words, "unknown": rate.unknown}
    return JsonResponse({"saved": not is_refused, **answer}, status=409 if is_refused else 200)


@require_POST
@login_required
def close(request: HttpRequest, session_id: int) -> HttpResponse:
    """完成点名: the summary stands on the page one comes back to."""
    session, _ = rollable(request, session_id)
    version = number_in(request.POST.get("version", ""))
    try:
        actions.close_session(session=session, by=signed_in(request), version=version)
    except ActionError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "点名完成，学时已经计入，学员会收到评课的消息。")
    return redirect("classes:roll", session.pk)


@require_POST
@login_required
def correct(request: HttpRequest, session_id: int) -> HttpResponse:
    """Put somebody's attendance right after the roll was closed."""
    session, _ = rollable(request, session_id)
    people = Enrolment.objects.filter(training_class=session.training_class_id)
    enrolment = get_object_or_404(people, pk=number_in(request.POST.get("enrolment", "")) or 0)
    state = request.POST.get("state", "")
    try:
        if state not in AttendanceState.values:
            raise ActionError("请选择更正成什么。")
        actions.add_by_hand(
            session=session,
            enrolment=enrolment,
            state=AttendanceState(state),
            reason=text_in(request.POST, "reason", 200),
            by=signed_in(request),
        )
    except ActionError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{enrolment.person}已更正，学时随之更正。")
        if again := judge_after_correction(enrolment=enrolment, by=signed_in(request)):
            messages.info(request, f"结业结论重新核算：{again.get_state_display()}。")
    return redirect("classes:roll", session.pk)


# --- The hall screen ---
@require_safe
@login_required
def screen(request: HttpRequest, session_id: int) -> HttpResponse:
    """What hangs in the hall: class, code, digits, who is in. Renewed by a script."""
    session, _ = rollable(request, session_id)
    shown = _shown(request, session)
    context = {"session": session, "class": session.training_class, **shown, "nav": "classes"}
    return render(request, "classes/roll/screen.html", context)


@never_cache
@require_safe
@login_required
def screen_news(request: HttpRequest, session_id: int) -> JsonResponse:
    """The same for the script, every few seconds: nine statements, whatever the class."""
    session, _ = rollable(request, session_id)
    return JsonResponse(_shown(request, session))


def _shown(request: HttpRequest, session: Session) -> dict[str, object]:
    now, hall = clock.now(), hall_of(session)
    token = roll_codes.token_for(session.pk, now, settings.SECRET_KEY)
    address = reverse("classes:scan", args=[f"{session.pk}.{token}"])
    return {
        "qr": _qr(request.build_absolute_uri(address)),
        "code": roll_codes.code_for(session.pk, now, settings.SECRET_KEY),
        "expected": hall.expected,
        "attended": hall.attended,
        "names": list(hall.names),
        "seconds": roll_codes.seconds_left(now),
    }


def _qr(text: str) -> str:
    """An SVG without any attribute of style, which the page's policy would refuse."""
    image = io.BytesIO()
    segno.make(text, error="m").save(
        image, kind="svg", border=2, xmldecl=False, omitsize=True, svgclass=None, lineclass=None
    )
    return image.getvalue().decode()
