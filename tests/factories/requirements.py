"""What the contract tests need of a requirement kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.test import TestCase

from academy.core import clock
from academy.learning.actions import append_credit, open_attempt, submit_attempt
from academy.learning.enums import HourKind
from academy.learning.models import CreditBasis
from courses.questions.papers import paper_of
from tests.factories.certification import hours_node, make_scope, present_node
from tests.factories.courses import first_lesson, make_course, make_enrolment
from tests.factories.quizzes import make_quiz


@dataclass(frozen=True)
class Case:
    """A stored requirement. `meet`: lets a person meet it. `forget`: deletes what it points at.

    `scope`: what it is evaluated for, where the kind needs one.
    """

    node: dict[str, Any]
    meet: Callable[[Any], None]
    forget: Callable[[], Any] | None = None
    scope: Any = None


def present_in_scope_case() -> Case:
    scope = make_scope()
    return Case(present_node(), scope.admit, scope=scope)


def hours_by_kind_case() -> Case:
    basis = CreditBasis(HourKind.CLASSROOM, 45)

    def meet(person):
        append_credit(user=person, title="课堂", basis=basis, earned_on=clock.today())

    return Case(hours_node("1", ("classroom",)), meet)


def quiz_passed_case() -> Case:
    quiz = make_quiz()

    def meet(person):
        attempt = open_attempt(user=person, activity=quiz)
        submit_attempt(attempt=attempt, answers=right_answers(attempt))

    return Case({"type": "quiz_passed", "value": {"quiz": quiz.pk}}, meet, quiz.delete)


def course_completed_case() -> Case:
    course = make_course(lessons=1)
    (placement,) = first_lesson(course).placements.all()

    def meet(person):
        make_enrolment(person, course)
        # The course hears of it once the transaction ends.
        with TestCase.captureOnCommitCallbacks(execute=True):
            attempt = open_attempt(user=person, activity=placement.activity)
            submit_attempt(attempt=attempt, answers={"confirm": ["read"]})

    return Case({"type": "course_completed", "value": {"course": course.pk}}, meet, course.delete)


def right_answers(attempt, count: int | None = None) -> dict[str, list[str]]:
    """Answers of a quiz's first `count` questions that earn the whole point."""
    return {
        q.field: q.version.ways.right_response(q.version.body) for q in paper_of(attempt)[:count]
    }
