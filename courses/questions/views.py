"""Admin screens of a question bank besides Wagtail's own: its questions, and importing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.auth import any_permission_required, permission_required

from academy.core.errors import ActionError
from courses.questions import actions
from courses.questions.forms import ImportForm
from courses.questions.models import Question, QuestionBank
from courses.questions.queries import plan_import, questions_of

if TYPE_CHECKING:
    from academy.people.models import User

PER_PAGE = 50
SHOWN = 100
URLS = "wagtailsnippets_courses_questionbank"


@any_permission_required(actions.MAY_VIEW, actions.MAY_CHANGE)
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions of a bank, each with its answer: to look at, and to keep for authors."""
    bank = get_object_or_404(QuestionBank, pk=pk)
    page = Paginator(questions_of(bank), PER_PAGE).get_page(request.GET.get("p"))
    may_change = request.user.has_perm(actions.MAY_CHANGE)
    context = _frame(bank, "题目") | {"questions": page, "may_change": may_change}
    return render(request, "courses/questions/admin/questions.html", context)


@permission_required(actions.MAY_CHANGE)
def import_into(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload or paste, look at what would happen, confirm. Nothing is written before."""
    bank = get_object_or_404(QuestionBank, pk=pk)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    context = _frame(bank, "导入题目")
    if form.is_bound and form.is_valid():
        if form.is_confirmed and _import(request, bank, form):
            return redirect(f"{URLS}:questions", pk)
        plan = plan_import(bank, form.reading.questions)
        context |= {"reading": form.reading, "plan": plan, "shown": SHOWN}
        form = form.again()
    return render(request, "courses/questions/admin/import.html", context | {"form": form})


@require_POST
@permission_required(actions.MAY_CHANGE)
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw a question no more, or again."""
    question = get_object_or_404(Question.objects.select_related("bank"), pk=pk)
    restoring = "restore" in request.POST
    change = actions.restore_question if restoring else actions.retire_question
    change(question=question, by=_person(request))
    done = "恢复使用" if restoring else "停用"
    messages.success(request, f"已{done}：{question.name}")
    return redirect(f"{URLS}:questions", question.bank_id)


def _import(request: HttpRequest, bank: QuestionBank, form: ImportForm) -> bool:
    """Import what was confirmed; a refusal is told, and the text stays in the form."""
    drafts = form.reading.questions
    try:
        done = actions.import_questions(bank=bank, questions=drafts, by=_person(request))
    except ActionError as error:
        messages.error(request, error.message)
        return False
    messages.success(
        request, f"导入完成：新增 {done.new} 题，修改 {done.changed} 题，不变 {done.same} 题。"
    )
    return True


def _person(request: HttpRequest) -> User:
    assert request.user.is_authenticated  # noqa: S101 - permission_required
    return request.user


def _frame(bank: QuestionBank, title: str) -> dict[str, Any]:
    """What Wagtail's page frame needs."""
    crumbs = [
        {"url": reverse(f"{URLS}:list"), "label": "题库"},
        {"url": reverse(f"{URLS}:edit", args=[bank.pk]), "label": bank.title},
        {"url": "", "label": title},
    ]
    return {
        "bank": bank,
        "breadcrumbs_items": crumbs,
        "header_title": f"{title}：{bank.title}",
        "header_icon": "help",
    }
