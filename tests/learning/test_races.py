"""Two real processes doing the same thing at once, on the database the suite runs on.

Positive control: `test_contenders_do_overlap` lets the same two processes add to a total without
any guard and sees an addition lost; were they to run one after the other, it would fail.
"""

import datetime as dt
import json
import os
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db.models import Sum

from academy.learning.actions import append_credit, open_attempt
from academy.learning.enums import HourKind
from academy.learning.models import (
    Attempt,
    Completion,
    CreditBasis,
    CreditEntry,
    Statement,
    YearTotal,
)
from tests.factories.learning import complete, make_base, make_visit_task
from tests.factories.people import make_user
from tests.harness.servers import die_with_parent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROUNDS = 12


@pytest.fixture
def contend(database_url):
    """Runs a deed over the same ids in two processes at once; what each of them answered."""
    started = []

    def run(deed, ids):
        pair = [launch(deed, ids, database_url) for _ in range(2)]
        started.extend(pair)
        for process in pair:
            assert process.stdout.readline() == "ready\n", process.stderr.read()
        for process in pair:
            process.stdin.write("go\n")
            process.stdin.flush()
        return [answer_of(process) for process in pair]

    yield run
    for process in started:
        process.kill()
        process.communicate()


def launch(deed, ids, database_url):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.learning.contender", deed, *map(str, ids)],
        env={
            **os.environ,
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "academy.settings.test",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=die_with_parent,
    )


def answer_of(process):
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return json.loads(out)


def test_contenders_do_overlap(contend):
    total = YearTotal.objects.create(user=make_user(), year=2026, kind="online")

    contend("add_carelessly", [total.pk])

    total.refresh_from_db()
    assert total.hours == 1


def test_submitting_the_same_attempts_completes_and_credits_each_once(contend):
    base, user = make_base(), make_user()
    tasks = [make_visit_task(base=base, minutes=10) for _ in range(ROUNDS)]
    attempts = [open_attempt(user=user, activity=task) for task in tasks]

    first, second = contend("submit", [attempt.pk for attempt in attempts])

    assert first == second == ["三个问题都已作答，任务完成。"] * ROUNDS
    assert Completion.objects.count() == ROUNDS
    assert CreditEntry.objects.count() == ROUNDS
    assert Statement.objects.filter(verb="completed").count() == ROUNDS
    assert YearTotal.objects.get().hours == CreditEntry.objects.aggregate(s=Sum("hours"))["s"]
    call_command("audit_hours", verbosity=0)


def test_starting_at_once_gives_both_the_same_attempt(contend):
    base, _ = make_base(), make_user()
    tasks = [make_visit_task(base=base) for _ in range(ROUNDS)]

    first, second = contend("start", [task.pk for task in tasks])

    assert first == second
    assert Attempt.objects.count() == ROUNDS
    assert Statement.objects.filter(verb="started").count() == ROUNDS


def test_day_limit_holds_against_two_at_once(contend):
    people = [make_user() for _ in range(2 * ROUNDS)]
    for person in people:
        basis = CreditBasis(HourKind.FIELD, 7 * 45)
        append_credit(user=person, title="走访", basis=basis, earned_on=dt.date(2026, 3, 2))

    first, second = contend("credit", [person.pk for person in people])

    for pair in zip(first, second, strict=True):
        assert set(pair) == {"1.00", None}
    sums = CreditEntry.objects.values_list("user").annotate(Sum("hours"))
    assert {hours for _, hours in sums} == {8}


def test_the_same_evidence_at_once_gives_both_the_same_line(contend):
    people = [make_user() for _ in range(2 * ROUNDS)]

    first, second = contend("attend", [person.pk for person in people])

    assert first == second
    assert CreditEntry.objects.count() == Statement.objects.count() == 2 * ROUNDS
    assert set(YearTotal.objects.values_list("hours", flat=True)) == {2}
    call_command("audit_hours", verbosity=0)


def test_line_is_reversed_once_by_two_at_once(contend):
    base = make_base()
    for _ in range(ROUNDS):
        complete(make_user(), make_visit_task(base=base))
    entries = list(CreditEntry.objects.values_list("pk", flat=True))

    first, second = contend("reverse", entries)

    for pair in zip(first, second, strict=True):
        assert sorted(pair) == ["reversed", "这一笔已经冲销过了。"]
    assert CreditEntry.objects.count() == 2 * ROUNDS
    assert set(YearTotal.objects.values_list("hours", flat=True)) == {0}
