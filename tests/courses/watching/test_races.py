"""Real processes sending beats at once, and a database that is busy, on what the suite runs on."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from academy.learning.models import Attempt, Completion, CreditEntry
from courses.models import Watch
from courses.watching.pieces import unflat, union
from courses.watching.queries import milliseconds
from courses.watching.rules import Terms
from courses.watching.studies import seal
from tests.courses.watching.test_actions import study_of
from tests.courses.watching.test_views import begin
from tests.factories.people import make_user
from tests.factories.watching import make_micro_film, make_watch_attempt
from tests.harness.servers import die_with_parent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
REPLAYS = 16
ROUNDS = 8


@pytest.fixture
def contend(database_url):
    """Sends lists of beats from as many processes at once; what each of them was answered."""
    started = []

    def run(*lists):
        for beats in lists:
            started.append(launch(database_url))
            write_line(started[-1], json.dumps(beats))
        for process in started:
            assert process.stdout.readline() == "ready\n", process.stderr.read()
        for process in started:
            write_line(process, "go")
        return [answer_of(process) for process in started]

    yield run
    for process in started:
        process.kill()
        process.communicate()


def launch(database_url):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.courses.watching.contender"],
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


def write_line(process, text):
    process.stdin.write(f"{text}\n")
    process.stdin.flush()


def answer_of(process):
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return json.loads(out)


def test_thirty_two_replays_from_two_processes_count_once(contend):
    attempt = make_watch_attempt()
    token = seal(study_of(attempt))
    beat = [token, "device-1", 1, 1, [[0, 5_000]]]

    answers = contend([beat] * REPLAYS, [beat] * REPLAYS)

    lost = [answer["lost"] for answers_of_one in answers for answer in answers_of_one]
    assert sorted(lost) == [[], *[["repeated"]] * (2 * REPLAYS - 1)]
    watch = Watch.objects.get()
    assert (watch.seen, watch.version) == ([0, 5_000], 1)


def test_two_devices_at_once_lose_nothing_that_was_acknowledged(contend):
    """Pieces of a tenth of a second, within the slack. What each is told is what stays."""
    attempt = make_watch_attempt()
    token = seal(study_of(attempt))
    lists = [
        [
            [token, f"device-{device}", device, seq, [[at := 200 * seq + 100 * device, at + 100]]]
            for seq in range(1, 41)
        ]
        for device in (1, 2)
    ]

    older, newer = contend(*lists)

    assert all(answer["lost"] == [] for answer in newer)
    counted = [answer for answer in [*older, *newer] if not answer["lost"]]
    watch = Watch.objects.get()
    assert unflat(watch.seen) == union(*(map(tuple, answer["pieces"]) for answer in counted))
    assert watch.version == len(counted)
    assert watch.device == "device-2"
    assert max(newer[0]["at"], older[0]["at"]) < min(newer[-1]["at"], older[-1]["at"])


def test_two_beats_that_complete_at_once_complete_and_credit_once(contend):
    attempts = [make_watch_attempt() for _ in range(ROUNDS)]
    Attempt.objects.update(started_at=attempts[0].started_at.replace(year=2025))
    beats = []
    for attempt in attempts:
        attempt.refresh_from_db()
        study = replace(study_of(attempt, Terms(60_000)), is_done=False)
        beats.append([seal(study), "device-1", milliseconds(), 1, [[0, 60_000]]])

    first, second = contend(beats, beats)

    for pair in zip(first, second, strict=True):
        assert sorted(answer["completed"] for answer in pair) == [False, True]
    assert Completion.objects.count() == ROUNDS
    assert CreditEntry.objects.count() == ROUNDS


@contextmanager
def busy(database_url):
    """Somebody else writes to the same row and does not come to an end."""
    if settings.TEST_DATABASE == "sqlite":
        connection.cursor().execute("PRAGMA busy_timeout = 100")
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        connection.cursor().execute("SET lock_timeout = '100ms'")
        other = psycopg.connect(database_url)
        other.execute("LOCK TABLE courses_watch IN EXCLUSIVE MODE")
    yield
    other.rollback()
    other.close()


def test_a_busy_database_is_answered_in_words_and_the_beat_counts_when_sent_again(database_url):
    viewer = begin(make_micro_film(), make_user())
    viewer.beat((0, 1))
    with busy(database_url):
        refused = viewer.beat((1, 2))
        assert refused.status_code == 503
        assert refused["Retry-After"] == "5"
        assert viewer.reply["message"] == "服务器正忙，这一段留在本机，稍后自动补上。"
    assert viewer.beat((1, 2)).status_code == 200
    assert Watch.objects.get().seen == [0, 2_000]


@pytest.mark.embedded
@pytest.mark.skipif(settings.TEST_DATABASE != "sqlite", reason="locks SQLite's file")
def test_a_beat_waits_for_a_locked_file_no_longer_than_a_few_seconds():
    """What else asks waits as long as ever."""
    viewer = begin(make_micro_film(), make_user())
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    assert viewer.beat((0, 1)).status_code == 503
    assert 2.5 < time.monotonic() - started < 8
    other.rollback()
    other.close()
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20_000,)
    assert viewer.beat((0, 1)).status_code == 200
