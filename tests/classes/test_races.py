"""32 real processes that want the same teacher, room and hour, on the suite's database.

Positive control first: with the lock (and PostgreSQL's constraint) left out the same processes do
book twice; were they to run one after the other, that test would fail.
"""

import json
import os
import subprocess
import sys
from collections import Counter

import pytest
from django.db import connection

from academy.classes.migrations._claim_guard import CLAIMS
from academy.classes.models import Claim, ClassEvent, Session, TimetableVersion
from academy.notices.models import Notice
from academy.people.enums import Role
from tests.factories.classes import (
    make_class,
    make_planner,
    make_room,
    make_session,
    make_teacher,
    make_trainee,
    place,
)
from tests.factories.people import make_user
from tests.harness.servers import die_with_parent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PROCESSES = 32


@pytest.fixture
def contend(database_url):
    """Runs a deed in many processes at once, each with arguments of its own; their answers."""

    def run(deed, many):
        done = subprocess.run(
            [sys.executable, "-m", "tests.classes.contender", deed, json.dumps(many)],
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
        return json.loads(done.stdout)

    return run


def one_teacher_wanted_by_all():
    """Each process has a session of its own class; all want one teacher in one room."""
    room, teacher, planner = make_room(), make_teacher(), make_planner()
    wanted = {"rooms": [room.pk], "teachers": [teacher.pk], "by": planner.pk}
    return teacher, [{"sessions": [make_session().pk], **wanted} for _ in range(PROCESSES)]


def overlapping_pairs():
    """Active claims of one lane that overlap: there must be none."""
    claims = list(Claim.objects.active().order_by("resource_id", "lane", "starts_at"))
    return [
        (one, other)
        for n, one in enumerate(claims)
        for other in claims[n + 1 :]
        if (one.resource_id, one.lane) == (other.resource_id, other.lane)
        and one.starts_at < other.ends_at
        and other.starts_at < one.ends_at
    ]


def test_without_the_lock_the_race_shows(contend):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {CLAIMS} DROP CONSTRAINT {CLAIMS}_apart")
    _, many = one_teacher_wanted_by_all()

    contend("place-unlocked", many)

    assert overlapping_pairs()


def test_one_teacher_wanted_by_32_at_one_hour_is_booked_once(contend):
    room, teacher, planner = make_room(), make_teacher(), make_planner()
    moves = [make_session() for _ in range(PROCESSES)]
    asked = [
        {
            "sessions": [session.pk],
            "rooms": [room.pk],
            "teachers": [teacher.pk],
            "by": planner.pk,
            "starts": 1,
        }
        for session in moves
    ]

    answers = [answer for [answer] in contend("place", asked)]

    held = Claim.objects.on([teacher.resource_id])
    assert overlapping_pairs() == []
    assert held.count() == answers.count("placed") == 1
    assert set(answers) <= {"placed", "ClashError"}
    assert Claim.objects.active().count() == 3 * held.count()


def test_mixed_wishes_never_overlap_and_nobody_is_lost(contend):
    rooms = [make_room().pk for _ in range(3)]
    teachers = [make_teacher().pk for _ in range(3)]
    planner = make_planner().pk
    many = [
        {
            "sessions": [make_session(found).pk for found in [make_class()] * 3],
            "rooms": rooms,
            "teachers": teachers,
            "by": planner,
        }
        for _ in range(PROCESSES)
    ]

    answers = Counter(answer for found in contend("place", many) for answer in found)

    assert overlapping_pairs() == []
    placed = Session.objects.non_polymorphic().filter(starts_at__isnull=False).count()
    assert answers["placed"] == placed > 3
    assert ClassEvent.objects.filter(deed="placed").count() == placed
    assert set(answers) <= {"placed", "ClashError"}


def test_one_session_moved_by_32_goes_to_one_place(contend):
    session = make_session()
    planners = [make_user(Role.ADMINISTRATOR).pk for _ in range(PROCESSES)]
    many = [{"session": session.pk, "by": pk, "hour": 20 * n} for n, pk in enumerate(planners)]

    answers = contend("move", many)

    assert answers.count("moved") == 1
    assert answers.count("OvertakenError") == PROCESSES - 1
    session.refresh_from_db()
    [claim] = Claim.objects.active()
    assert (claim.starts_at, session.version) == (session.starts_at, 2)


def test_published_by_all_at_once_is_published_and_told_once(contend):
    session, planner = place(make_session()), make_planner()
    trainee = make_trainee(session.training_class).person
    fields = {"training_class": session.training_class.pk, "by": planner.pk}

    assert contend("publish", [fields] * 8) == [1] * 8

    assert TimetableVersion.objects.count() == 1
    assert Notice.objects.filter(person=trainee).count() == 1
    assert ClassEvent.objects.filter(deed="timetable_published").count() == 1
