"""Attempts, completions and credits as trainees bring them about."""

from decimal import Decimal

import pytest

from academy.learning import actions
from academy.learning.models import Attempt, Completion, CreditEntry, Statement, YearTotal
from tests.factories.learning import GOOD_ANSWERS, make_visit_task
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def test_submitting_completes_credits_totals_and_logs_once():
    user, task = make_user(), make_visit_task()
    attempt = actions.open_attempt(user=user, activity=task)

    first = actions.submit_attempt(attempt=attempt, answers=GOOD_ANSWERS)
    second = actions.submit_attempt(attempt=attempt, answers={})

    assert first.completed
    assert second == first
    completion = Completion.objects.get(user=user, activity=task)
    entry = CreditEntry.objects.get(user=user)
    assert (entry.hours, entry.rule) == (Decimal(2), "现场教学 90 分钟 ÷ 45 = 2 学时")
    assert entry.completion == completion
    assert completion.hours == Decimal(2)
    assert YearTotal.objects.get(user=user).hours == Decimal(2)
    verbs = [s.verb for s in Statement.objects.filter(user=user).order_by("pk")]
    assert verbs == ["started", "submitted", "completed", "credited"]
    assert Attempt.objects.get(user=user).outcome == first
