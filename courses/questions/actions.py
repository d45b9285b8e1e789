"""Writes of question banks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from academy.core.errors import ActionError
from courses.questions.drafts import QuestionDraft, duplicate_names
from courses.questions.kinds import kind_named
from courses.questions.models import Question, QuestionBank, QuestionVersion
from courses.questions.queries import plan_import

if TYPE_CHECKING:
    from academy.people.models import User

MAY_VIEW = "courses.view_questionbank"
MAY_CHANGE = "courses.change_questionbank"


@dataclass(frozen=True)
class Imported:
    """How many questions an import brought, changed and found unchanged."""

    new: int
    changed: int
    same: int

    def __str__(self) -> str:
        total = self.new + self.changed + self.same
        return f"{total} questions: {self.new} new, {self.changed} changed"


@transaction.atomic
def import_questions(
    *, bank: QuestionBank, questions: Sequence[QuestionDraft], by: User | None
) -> Imported:
    """Put all the questions into a bank, or none.

    A question is known by its name: what differs becomes its next version, attempts keep theirs.
    `by` is None for the operator of the server; anybody else needs the right to change banks.
    Raises ActionError for a person without it and for questions with faults.
    """
    _refuse(by)
    _refuse_faults(questions)
    # Whoever imports into the same bank waits here, then plans on what is there by then.
    held = QuestionBank.objects.select_for_update().get(pk=bank.pk)
    plan = plan_import(held, questions)
    added = _add_questions(held, plan.new)
    _add_versions([*zip(added, plan.new, strict=True), *plan.changed])
    return Imported(len(plan.new), len(plan.changed), len(plan.same))


@transaction.atomic
def retire_question(*, question: Question, by: User) -> None:
    """Draw a question no more. Attempts that hold it keep it."""
    _set_retired(question, by, retired=True)


@transaction.atomic
def restore_question(*, question: Question, by: User) -> None:
    """Draw a retired question again."""
    _set_retired(question, by, retired=False)


def _set_retired(question: Question, by: User, *, retired: bool) -> None:
    _refuse(by)
    question.retired = retired
    question.save(update_fields=["retired"])


def _refuse(by: User | None) -> None:
    if by is not None and not by.has_perm(MAY_CHANGE):
        raise ActionError("您没有修改题库的权限，请联系教务人员。")


def _refuse_faults(questions: Sequence[QuestionDraft]) -> None:
    remarks = [str(remark.words) for remark in duplicate_names(questions)]
    for question in questions:
        faults = kind_named(question.kind).faults(question.body)
        remarks += [f"{question.name}：{fault.words}" for fault in faults]
    if remarks:
        raise ActionError("题目有误，一题也没有导入。" + "；".join(remarks[:10]))


def _add_questions(bank: QuestionBank, drafts: Sequence[QuestionDraft]) -> list[Question]:
    last = bank.questions.aggregate(last=Max("position"))["last"] or 0
    return Question.objects.bulk_create(
        Question(bank=bank, name=draft.name, position=last + n)
        for n, draft in enumerate(drafts, start=1)
    )


def _add_versions(pairs: Sequence[tuple[Question, QuestionDraft]]) -> None:
    versions = QuestionVersion.objects.bulk_create(
        QuestionVersion(
            question=question,
            number=question.current.number + 1 if question.current else 1,
            kind=draft.kind,
            stem=draft.stem,
            body=draft.body,
            feedback=draft.feedback,
        )
        for question, draft in pairs
    )
    for (question, _), version in zip(pairs, versions, strict=True):
        question.current = version
    Question.objects.bulk_update([question for question, _ in pairs], ["current"], batch_size=500)
