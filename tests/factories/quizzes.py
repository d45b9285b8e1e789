"""Quizzes for tests."""

from itertools import count
from typing import Any

from courses.models import Quiz
from courses.questions.models import QuestionBank
from tests.factories.questions import make_bank

_serial = count(1)


def make_quiz(bank: QuestionBank | None = None, **fields: Any) -> Quiz:
    """A quiz over a bank, in the bank's order unless told to shuffle."""
    values = {"title": f"测验{next(_serial)}", "shuffle": False} | fields
    return Quiz.objects.create(bank=bank or make_bank(), **values)
