"""A paper: the questions drawn for one attempt, with what was answered.

`attempt.data["paper"]`: [[version id, [option ids in the order shown]], …], set when the attempt
starts. Versions are pinned: a question edited later stays as it was drawn.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django.db.models import OuterRef, Subquery

from academy.core import clock
from academy.learning.models import Attempt
from courses.questions import rules
from courses.questions.models import Question, QuestionVersion, QuizAnswer

Draw = list[tuple[int, list[str]]]
# Where an attempt's object holds the paper that was kept with it.
KEPT = "_kept_paper"


@dataclass(frozen=True)
class ShownChoice:
    """An option as shown. `verdict` is told after submission only: right, wrong or nothing."""

    id: str
    field_id: str
    text: str
    chosen: bool
    verdict: str


@dataclass(frozen=True)
class ShownQuestion:
    """A question of a paper with the person's response."""

    number: int
    version: QuestionVersion
    order: Sequence[str]
    response: list[str]

    @property
    def field(self) -> str:
        return field_name(self.version.pk)

    @property
    def template(self) -> str:
        return self.version.ways.template

    @property
    def label(self) -> str:
        return self.version.ways.label

    @property
    def choices(self) -> list[ShownChoice]:
        found = self.version.ways.choices(self.response, self.version.body, self.order)
        return [
            ShownChoice(
                choice.id,
                f"{self.field}-{choice.id}",
                choice.text,
                choice.chosen,
                "right" if choice.right else "wrong" if choice.chosen else "",
            )
            for choice in found
        ]

    @property
    def is_answered(self) -> bool:
        return self.version.ways.is_answered(self.response, self.version.body)

    @property
    def own(self) -> str:
        return self.version.ways.answer_text(self.response, self.version.body)

    @property
    def right(self) -> str:
        return self.version.ways.right_text(self.version.body)

    @property
    def mark(self) -> Fraction:
        return self.version.ways.mark(self.response, self.version.body)

    @property
    def points(self) -> str:
        return rules.figure(rules.decimal(self.mark))

    @property
    def state(self) -> str:
        """Shape of the verdict: a kind of templates/components/tag.html."""
        return "done" if self.mark == 1 else "doing" if self.mark else "no"

    @property
    def verdict(self) -> str:
        if not self.is_answered:
            return "未作答"
        return {"done": "答对", "doing": f"部分答对，得 {self.points} 分", "no": "答错"}[self.state]

    @property
    def feedback(self) -> str:
        return self.version.ways.feedback(self.response, self.version.body)


def field_name(version_id: int) -> str:
    """Name of a question's fields in the form."""
    return f"q{version_id}"


def draw_paper(bank_id: int, count: int, *, shuffle: bool) -> dict[str, Any]:
    """What `attempt.data` holds of a new attempt: two queries."""
    seed = secrets.token_hex(8)
    pool = list(
        Question.objects.in_use().filter(bank_id=bank_id).values_list("current_id", flat=True)
    )
    drawn = rules.draw(pool, count, seed, shuffle=shuffle)
    versions = QuestionVersion.objects.in_bulk(drawn)
    return lay_out([versions[pk] for pk in drawn], seed, shuffle=shuffle)


def lay_out(drawn: Sequence[QuestionVersion], seed: str, *, shuffle: bool) -> dict[str, Any]:
    """What `attempt.data` holds of these questions in this order; `seed` orders their options."""
    paper = [[version.pk, _options(version, seed, shuffle=shuffle)] for version in drawn]
    return {"seed": seed, "paper": paper}


def paper_of(attempt: Attempt) -> list[ShownQuestion]:
    """The questions of an attempt in order, with what is saved of the answers: one query."""
    drawn = drawn_for(attempt)
    answers = QuizAnswer.objects.filter(attempt=attempt.pk, version=OuterRef("pk"))
    asked = QuestionVersion.objects.annotate(response=Subquery(answers.values("response")))
    versions = asked.in_bulk([pk for pk, _ in drawn])
    return [
        ShownQuestion(number, versions[pk], order, versions[pk].response or [])
        for number, (pk, order) in enumerate(drawn, start=1)
    ]


def drawn_for(attempt: Attempt) -> Draw:
    """Version ids and orders of options, as drawn."""
    return [(pk, order) for pk, order in attempt.data.get("paper", [])]


def keep_answers(attempt: Attempt, answers: Mapping[str, list[str]]) -> list[ShownQuestion]:
    """Keep what was answered of the questions drawn; the paper as it is then.

    Two queries, one where nothing changes: an autosave has kept most of what is handed in.
    """
    before = paper_of(attempt)
    after = [answered(question, answers) for question in before]
    changed = [new for old, new in zip(before, after, strict=True) if new is not old]
    if changed:
        _store(attempt, changed)
    keep_paper(attempt, after)
    return after


def keep_paper(attempt: Attempt, paper: list[ShownQuestion]) -> None:
    """Keep the paper as it is now with this very object, for whoever judges it next."""
    vars(attempt)[KEPT] = paper


def kept_paper(attempt: Attempt) -> list[ShownQuestion]:
    """The paper that was kept with this very object, else `paper_of`."""
    kept: list[ShownQuestion] | None = vars(attempt).get(KEPT)
    return paper_of(attempt) if kept is None else kept


def answered(question: ShownQuestion, answers: Mapping[str, list[str]]) -> ShownQuestion:
    """The question with the part of its new answer that means something; itself if the same."""
    given = answers.get(question.field)
    if given is None:
        return question
    response = question.version.ways.clean(given, question.version.body)
    return question if response == question.response else replace(question, response=response)


def _store(attempt: Attempt, changed: Iterable[ShownQuestion]) -> None:
    now = clock.now()
    rows = [
        QuizAnswer(attempt=attempt, version=asked.version, response=asked.response, saved_at=now)
        for asked in changed
    ]
    QuizAnswer.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["attempt", "version"],
        update_fields=["response", "saved_at"],
    )


def _options(version: QuestionVersion, seed: str, *, shuffle: bool) -> list[str]:
    ids = version.ways.option_ids(version.body)
    return rules.shuffled(ids, f"{seed}:{version.pk}") if shuffle else ids
