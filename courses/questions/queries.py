"""Reads of question banks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from courses.questions.drafts import QuestionDraft
from courses.questions.models import Question, QuestionBank, QuestionVersion


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do: which drafts are new, which change a question, which do neither."""

    new: list[QuestionDraft] = field(default_factory=list)
    changed: list[tuple[Question, QuestionDraft]] = field(default_factory=list)
    same: list[QuestionDraft] = field(default_factory=list)

    @property
    def counts(self) -> str:
        """In words for the person importing."""
        total = len(self.new) + len(self.changed) + len(self.same)
        return (
            f"共 {total} 题：新增 {len(self.new)}，修改 {len(self.changed)}，不变 {len(self.same)}"
        )


def draft_of(version: QuestionVersion, name: str) -> QuestionDraft:
    """A stored version as a file would hold it."""
    return QuestionDraft(name, version.kind, version.stem, version.body, version.feedback)


def questions_of(bank: QuestionBank) -> QuerySet[Question]:
    """All questions of a bank in order, each with its current version."""
    return bank.questions.select_related("current").order_by("position", "pk")


def drafts_of(bank: QuestionBank) -> list[QuestionDraft]:
    """The questions in use, as a file would hold them."""
    in_use = Question.objects.in_use().filter(bank=bank).select_related("current")
    return [draft_of(q.current, q.name) for q in in_use if q.current]


def plan_import(bank: QuestionBank | None, drafts: Iterable[QuestionDraft]) -> ImportPlan:
    """Compare drafts with a bank by name. No bank: everything is new."""
    stored = {question.name: question for question in questions_of(bank)} if bank else {}
    plan = ImportPlan()
    for draft in drafts:
        question = stored.get(draft.name)
        if question is None:
            plan.new.append(draft)
        elif question.current and draft_of(question.current, question.name) == draft:
            plan.same.append(draft)
        else:
            plan.changed.append((question, draft))
    return plan
