"""Rolls, scans and closings at one moment, by real processes on the suite's database."""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from academy.classes.models import Attendance, ClassEvent, EvaluationAnswer, EvaluationTurn, Session
from academy.learning.auditors import find_differences
from academy.learning.models import CreditEntry
from tests.factories.classes import make_head_teacher, make_planner
from tests.factories.rolls import hold, make_people, make_timed, mark
from tests.harness.servers import die_with_parent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PROCESSES = 16


@pytest.fixture
def contend(database_url):
    """Runs a deed in many processes at once, each with arguments of its own; their answers."""

    def run(deed, many):
        done = subprocess.run(
            [sys.executable, "-m", "tests.classes.roll_contender", deed, json.dumps(many)],
            env={
                **os.environ,
                "DATABASE_URL": database_url,
                "DJANGO_SETTINGS_MODULE": "academy.settings.test",
            },
            capture_output=True,
            text=True,
            timeout=180,
            preexec_fn=die_with_parent,
        )
        assert done.returncode == 0, done.stderr
        connection.close()
        return json.loads(done.stdout)

    return run


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer anyway")
def test_without_the_lock_the_race_shows(contend):
    session = make_timed()
    head = make_head_teacher(session.training_class)
    people = [each.pk for each in make_people(session.training_class, 2)]
    deed = {"session": session.pk, "by": head.pk, "people": people}
    assert "IntegrityError" in contend("mark-unlocked", [deed] * PROCESSES)


def test_helpers_and_scans_at_once_leave_one_mark_for_each_person(contend):
    session = make_timed()
    head = make_head_teacher(session.training_class)
    people = make_people(session.training_class, 4)
    deeds = [
        {"session": session.pk, "by": head.pk, "people": [each.pk for each in order]}
        for order in (people, people[::-1])
    ] * (PROCESSES // 4)
    scans = [{"session": session.pk, "scan": each.person_id} for each in people] * 2
    answers = contend("mark", deeds + scans)
    assert set(answers) <= {"marked", "signed"}
    rows = Attendance.objects.all()
    assert rows.count() == 4
    # The head teacher's word stands, whoever was first.
    assert set(rows.values_list("state", "means")) == {("late", "roll")}


def test_many_closers_credit_once(contend):
    session = make_timed()
    head = make_head_teacher(session.training_class)
    people = make_people(session.training_class, 5)
    mark(session, head, present=people)
    answers = contend("close", [{"session": session.pk, "by": head.pk}] * PROCESSES)
    assert answers == ["closed"] * PROCESSES
    assert ClassEvent.objects.filter(deed="closed").count() == 1
    assert CreditEntry.objects.count() == 5
    assert EvaluationTurn.objects.count() == 5
    assert list(find_differences()) == []


def test_mark_while_closing_is_in_or_is_refused(contend):
    session = make_timed()
    head = make_head_teacher(session.training_class)
    people = make_people(session.training_class, 6)
    marks = [{"session": session.pk, "by": head.pk, "people": [each.pk]} for each in people]
    close = [{"session": session.pk, "by": head.pk, "close": True}]
    answers = contend("mark", marks[:3] + close + marks[3:])
    assert answers[3] == "closed"
    assert Session.objects.get().state == "completed"
    came = Attendance.objects.filter(state="late").count()
    assert came == answers.count("marked")
    assert Attendance.objects.filter(state="absent").count() == 6 - came
    assert CreditEntry.objects.count() == came
    assert list(find_differences()) == []


def test_answers_at_once_are_all_kept_and_each_person_has_one(contend):
    session = make_timed()
    people = make_people(session.training_class, 6)
    hold(session, make_planner(), people)
    many = [{"session": session.pk, "person": each.person_id} for each in people] * 2
    answers = contend("answer", many)
    assert (answers.count("answered"), answers.count("ActionError")) == (6, 6)
    assert EvaluationAnswer.objects.count() == 6
    assert EvaluationAnswer.objects.filter(is_shown=True).count() == 5
    assert EvaluationTurn.objects.filter(is_used=True).count() == 6
