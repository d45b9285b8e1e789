"""Real processes that want the last places of a class, and a job killed while it writes a roster.

Positive control first: with the lock left out the same processes do exceed the quota.
"""

import json
import os
import subprocess
import sys
from collections import Counter

import pytest

from academy.classes.actions.imports import confirm_import
from academy.classes.enums import ClassState, EnrolmentState, ImportState
from academy.classes.models import ClassEvent, Enrolment, RosterImport
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.notices.models import Notice
from academy.people.enums import Role
from academy.people.models import Membership, User
from tests.factories.classes import make_class, make_planner
from tests.factories.duties import make_trainees
from tests.factories.people import make_organisation, make_user
from tests.factories.rosters import make_import, make_quota
from tests.harness.servers import die_with_parent
from tests.harness.workers import wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PROCESSES, PLACES, PEOPLE = 16, 3, 1200


@pytest.fixture
def contend(database_url):
    """Runs a deed in many processes at once, each with arguments of its own; their answers."""

    def run(deed, many):
        environment = {
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "academy.settings.test",
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.classes.contender", deed, json.dumps(many)],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=180,
            preexec_fn=die_with_parent,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture
def wishes():
    """A person for each process, a manager for each, and few places for all."""
    unit = make_organisation(name="宽城区")
    found = make_class(ClassState.ANNOUNCED)
    make_quota(found, unit, PLACES)
    managers = [make_user(Role.ORGANISATION_MANAGER, unit).pk for _ in range(PROCESSES)]
    people = make_trainees(unit, PROCESSES)
    common = {"unit": unit.pk, "training_class": found.pk}
    return [{"person": p.pk, "by": by, **common} for p, by in zip(people, managers, strict=True)]


def test_without_the_lock_the_quota_is_exceeded(contend, wishes):
    answers = contend("nominate-unlocked", wishes)
    assert answers.count("approved") == Enrolment.objects.count() > PLACES


def test_last_places_are_given_once(contend, wishes):
    answers = Counter(contend("nominate", wishes))
    refusal = "“宽城区”的名额是 3 人，已经同意 3 人，没有空余名额。"
    assert answers == {"approved": PLACES, refusal: PROCESSES - PLACES}
    assert Enrolment.objects.count() == ClassEvent.objects.count() == PLACES


def test_one_person_sent_by_all_is_on_the_list_once(contend, wishes):
    one = wishes[0]["person"]
    answers = contend("nominate", [wish | {"person": one} for wish in wishes])
    assert answers == ["approved"] * PROCESSES
    assert Enrolment.objects.count() == ClassEvent.objects.count() == 1


def test_killed_import_writes_all_or_nothing_and_tells_everybody_once(workers):
    make_organisation(name="宽城区")
    planner, found = make_planner(), make_class(ClassState.ANNOUNCED, capacity=PEOPLE)
    rows = [[f"学员{n}", f"trainee-{n}", "", "宽城区", 1 + n % 9] for n in range(PEOPLE)]
    made = make_import(found, *rows, by=planner)
    confirm_import(roster_import=made, by=planner)
    seen_between = set()
    for _ in range(2):
        workers.start()
        before = Job.objects.get().attempts
        wait_until(lambda n=before: Job.objects.get().attempts > n, "a worker has the job")
        wait_until(
            lambda: Job.objects.get().words == "正在核对每一行" or Enrolment.objects.exists(),
            "the rows are being judged",
        )
        workers.kill()
        seen_between.add(Enrolment.objects.count())
    assert seen_between <= {0, PEOPLE}
    workers.start()
    wait_until(lambda: Job.objects.get().state == JobState.DONE, "the job is done")
    assert RosterImport.objects.get().state == ImportState.WRITTEN
    assert Enrolment.objects.filter(state=EnrolmentState.CONFIRMED).count() == PEOPLE
    assert User.objects.filter(username__startswith="trainee-").count() == PEOPLE
    assert Membership.objects.filter(role=Role.TRAINEE).count() == PEOPLE
    told = Counter(Notice.objects.values_list("person", flat=True))
    assert (len(told), set(told.values())) == (PEOPLE, {1})
    assert ClassEvent.objects.filter(deed="roster_imported").count() == 1
