"""Evaluation of a session: the form, and the figures for those who teach."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from academy.classes import actions
from academy.classes.forms.evaluation import EvaluationForm
from academy.classes.models import Session
from academy.classes.queries import evaluation as queries
from academy.core.errors import ActionError
from academy.people.persons import signed_in

NOT_THERE = "只有到了课的学员可以评这节课，老师点完名以后就能评。"
NOT_FOR_YOU = "评课结果只给本课教师、班主任和教务看。"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def evaluate(request: HttpRequest, session_id: int) -> HttpResponse:
    """Three questions with big buttons; nobody's name goes with the answer."""
    session = get_object_or_404(Session, pk=session_id)
    turn = queries.turn_of(session, signed_in(request))
    if turn is None:
        raise PermissionDenied(NOT_THERE)
    form = EvaluationForm(
        request.POST if request.method == "POST" else None, questions=session.questions
    )
    if request.method == "POST" and form.is_valid() and _send(request, session, form):
        return redirect("classes:evaluate", session.pk)
    context = {"session": session, "class": session.training_class, "form": form}
    context |= {"is_used": turn.is_used, "nav": "classes"}
    return render(request, "classes/evaluation/evaluate.html", context)


def _send(request: HttpRequest, session: Session, form: EvaluationForm) -> bool:
    try:
        actions.answer_evaluation(
            session=session,
            person=signed_in(request),
            marks=form.marks,
            comment=form.cleaned_data["comment"],
        )
    except ActionError as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(request, "评课已提交，不记名。谢谢您。")
    return True


@require_safe
@login_required
def results(request: HttpRequest, session_id: int) -> HttpResponse:
    """What those who were there think, from five answers on."""
    session = get_object_or_404(Session, pk=session_id)
    if not queries.may_see_results(signed_in(request), session):
        raise PermissionDenied(NOT_FOR_YOU)
    context = {
        "session": session,
        "class": session.training_class,
        "summary": queries.summary_of(session),
        "nav": "classes",
    }
    return render(request, "classes/evaluation/results.html", context)
