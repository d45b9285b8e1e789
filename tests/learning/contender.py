"""One of several processes that do the same thing at the same moment.

    python -m tests.learning.contender DEED ID [ID …]

Says "ready" when connected, starts when a line arrives, answers with a JSON list.
"""

import datetime as dt
import json
import sys
import time

import django
from django.db import connection


def submit(attempt_id: int) -> str:
    from academy.learning.actions import submit_attempt
    from academy.learning.models import Attempt
    from tests.factories.learning import GOOD_ANSWERS

    attempt = Attempt.objects.get(pk=attempt_id)
    return submit_attempt(attempt=attempt, answers=GOOD_ANSWERS).words


def start(task_id: int) -> int:
    from academy.learning.actions import open_attempt
    from academy.people.models import User
    from bases.models import VisitTask

    task, user = VisitTask.objects.get(pk=task_id), User.objects.get()
    return open_attempt(user=user, activity=task).pk


def credit(user_id: int) -> str | None:
    from academy.learning.actions import append_credit
    from academy.learning.enums import HourKind
    from academy.learning.models import CreditBasis
    from academy.people.models import User

    user, basis = User.objects.get(pk=user_id), CreditBasis(HourKind.CLASSROOM, 45)
    day = dt.date(2026, 3, 2)
    entry = append_credit(user=user, title="讲座", basis=basis, earned_on=day)
    return entry and str(entry.hours)


def attend(user_id: int) -> int:
    from academy.learning.actions import credit_evidence
    from academy.learning.enums import HourKind
    from academy.learning.models import CreditBasis
    from academy.people.models import User

    entry = credit_evidence(
        user=User.objects.get(pk=user_id),
        evidence="talk:45",
        title="社区议事",
        basis=CreditBasis(HourKind.CLASSROOM, 90),
        earned_on=dt.date(2026, 3, 2),
    )
    return entry.pk


def reverse(entry_id: int) -> str:
    from academy.core.errors import ActionError
    from academy.learning.actions import reverse_credit
    from academy.learning.models import CreditEntry

    entry = CreditEntry.objects.get(pk=entry_id)
    try:
        reverse_credit(entry=entry, reason="更正", entered_by=entry.user)
    except ActionError as error:
        return error.message
    return "reversed"


def add_carelessly(total_id: int) -> str:
    """The control: read, think, write. Two that overlap lose one of their additions."""
    from academy.learning.models import YearTotal

    total = YearTotal.objects.get(pk=total_id)
    time.sleep(0.5)
    total.hours += 1
    total.save()
    return str(total.hours)


DEEDS = {deed.__name__: deed for deed in (submit, start, credit, attend, reverse, add_carelessly)}


def main(name: str, *ids: str) -> None:
    django.setup()
    connection.ensure_connection()
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps([DEEDS[name](int(found)) for found in ids]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
