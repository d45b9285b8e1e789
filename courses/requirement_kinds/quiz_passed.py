"""A certain quiz must have been passed, once, in any attempt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wagtail.snippets.blocks import SnippetChooserBlock

from academy.certification.requirements import RequirementBlock, Verdict, requirement
from academy.learning.models import Attempt, Completion
from academy.learning.places import Place, places_for
from courses.questions.rules import figure

if TYPE_CHECKING:
    from academy.people.models import User


@dataclass(frozen=True)
class Facts:
    """What a person did with some quizzes, by the quiz's id."""

    passed: set[int] = field(default_factory=set)
    best: dict[int, Attempt] = field(default_factory=dict)
    places: dict[int, Place] = field(default_factory=dict)


@requirement("quiz_passed")
class QuizPassed(RequirementBlock):
    """The quiz is completed: passed in any attempt. Later failures do not matter."""

    quiz = SnippetChooserBlock("courses.Quiz", label="测验")

    def prefetch(self, values: Sequence[Any], person: User, scope: Any = None) -> Facts:
        ids = [value["quiz"].pk for value in values if value["quiz"]]
        own = Attempt.objects.filter(user=person, activity__in=ids, score__isnull=False)
        done = Completion.objects.filter(user=person, activity__in=ids)
        return Facts(
            set(done.values_list("activity_id", flat=True)),
            # The best comes last and stays.
            {attempt.activity_id: attempt for attempt in own.order_by("score")},
            places_for(person, ids),
        )

    def evaluate(self, value: Any, person: User, facts: Facts, scope: Any = None) -> Verdict:
        quiz = self.target(value, "quiz")
        met = quiz.pk in facts.passed
        wanted, own = f"通过测验“{quiz.title}”", _own(facts.best.get(quiz.pk))
        if met:
            return Verdict(met=True, wanted=wanted, own=own)
        place = facts.places.get(quiz.pk)
        return Verdict(
            met=False,
            wanted=wanted,
            own=own,
            next_words=f"去考“{quiz.title}”" if place else "这项测验还没有开放，请联系教务人员",
            next_url=place.url if place else "",
        )

    class Meta:
        label = "通过测验"
        icon = "tasks"


def _own(best: Attempt | None) -> str:
    if best is None or best.score is None or best.max_score is None:
        return "未考"
    verdict = "通过" if best.passed else "未通过"
    return f"最好成绩 {figure(best.score)} / {figure(best.max_score)} 分，{verdict}"
