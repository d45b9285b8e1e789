"""What is written in bulk equals what the actions write, row by row and field by field."""

import datetime as dt
import random
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import TestCase

from academy.certification.models import Certificate
from academy.core import clock
from academy.desk.actions.set_up import set_up_academy
from academy.desk.demo.history import ThroughActions
from academy.desk.demo.study import Story
from academy.desk.scale import people, seed
from academy.desk.scale.record import Record
from academy.learning.models import Attempt, CreditEntry, Statement
from academy.people.actions import create_person, grant_membership
from academy.people.models import User
from courses.models import CourseEnrolment, QuizAnswer, Watch
from tests.factories.certification import make_programme
from tests.factories.courses import make_chapter, make_course, make_lesson, make_reading, publish
from tests.factories.films import make_film
from tests.factories.learning import make_visit_task
from tests.factories.people import make_organisation
from tests.factories.quizzes import make_quiz
from tests.factories.watching import make_lecture, make_micro_film
from tests.harness.rows import Snapshot

pytestmark = pytest.mark.django_db
TRAINEES = range(1, 21)
# A day and a seed on which the twenty do everything, see the second test.
SEED, NOW = 9, dt.datetime(2026, 11, 20, 4, tzinfo=dt.UTC)
# Drawn anew each time, or asked of the system's own clock by Django.
BY_CHANCE = {
    "User.password",
    "User.date_joined",
    "Statement.uuid",
    "Certificate.number",
    "Watch.device",
}


class OnTheSite(ThroughActions):
    """Every request ends its transaction: what waits for that happens now."""

    def hand_in(self, answers):
        with TestCase.captureOnCommitCallbacks(execute=True):
            return super().hand_in(answers)


@pytest.fixture
def school(fonts):
    """Three courses of readings, films and a timed quiz, each with a certificate; visit tasks."""
    set_up_academy()
    make_organisation(name="演示社区")
    for _ in range(3):
        quiz = make_quiz(count=3, attempts_allowed=3, time_limit_minutes=20, shuffle=True)
        course = make_course()
        chapter = make_chapter(course)
        lecture = make_lecture(film=make_film(duration_ms=2_430_500), speed_percent=100)
        make_lesson(chapter, [make_reading(minutes=40), make_reading(earns_hours=False)])
        make_lesson(chapter, [make_micro_film(film=make_film(duration_ms=95_000)), lecture])
        make_lesson(chapter, [make_reading(minutes=0), quiz])
        publish(course)
        needs = [
            {"type": "course_completed", "value": {"course": course.pk}},
            {"type": "quiz_passed", "value": {"quiz": quiz.pk}},
        ]
        make_programme(*needs, code=course.slug)
    for minutes in (90, 400):
        make_visit_task(minutes=minutes)
    with clock.at(NOW):
        yield seed.open_school(SEED)


def seed_through_actions(school):
    for serial in TRAINEES:
        chance = random.Random(f"{school.seed}:{serial}")
        post, joined = people.invent_trainee(serial, school.settings, chance)
        person = enter(post)
        habits = people.invent_habits(chance)
        Story(OnTheSite(person), school.offer, habits, chance, joined, school.until).tell()


def enter(post):
    """What an administrator does to let the person of an unsaved post in."""
    wanted = post.user
    person = create_person(
        account=wanted.username,
        name=wanted.name,
        phone=wanted.phone,
        email=wanted.email,
        category=wanted.category,
        must_change_password=False,
    )
    grant_membership(
        user=person, organisation=post.organisation, role=post.role, started_on=post.started_on
    )
    return person


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def both_ways(school):
    """(before, through the actions, in bulk): the second draws the questions of the first."""
    before = Snapshot()
    with undone():
        seed_through_actions(school)
        actions = Snapshot(before)
        drawn = {
            (attempt.user.username, attempt.activity_id, attempt.number): attempt.data.get("seed")
            for attempt in Attempt.objects.select_related("user")
        }

    class Again(Record):
        def seed_of(self, activity, number):
            return drawn[self.person.username, activity.pk, number] or ""

    with undone():
        seed.seed_trainees(school, len(TRAINEES), Again)
        bulk = Snapshot(before)
    return actions, bulk


def same_certificates(snapshot):
    """Numbers are chance, and a certificate names its last line of the ledger by id."""
    grouped = {}
    for row in snapshot.rows[Certificate].values():
        grouped[row["number"]] = Certificate(number=row["number"]).grouped_number
        hours = row["snapshot"]["hours"]
        hours["last_entry"] = snapshot.rows[CreditEntry][hours["last_entry"]]["title"]
    for row in snapshot.rows[Statement].values():
        if number := grouped.get(row["object_id"]):
            row["object_id"] = "a certificate"
            row["result"]["words"] = row["result"]["words"].replace(number, "…")
    return snapshot


def test_every_row_of_twenty_trainees_is_the_same(both_ways):
    actions, bulk = map(same_certificates, both_ways)
    differing = {
        model.__name__: (actions.contents(model, BY_CHANCE), bulk.contents(model, BY_CHANCE))
        for model in actions.rows
        if actions.contents(model, BY_CHANCE) != bulk.contents(model, BY_CHANCE)
    }
    assert differing == {}


def test_the_twenty_did_all_that_can_differ(both_ways):
    """Equal rows say nothing of what nobody did."""
    actions, _ = both_ways
    assert len(actions.new(User)) == len(TRAINEES)
    attempts = actions.new(Attempt).values()
    assert {attempt["completed"] for attempt in attempts} == {True, False}
    assert any(attempt["number"] > 1 for attempt in attempts)
    lines = actions.new(CreditEntry).values()
    assert {line["kind"] for line in lines} == {"online", "field"}
    assert any("每天最多" in line["rule"] for line in lines)
    courses = actions.new(CourseEnrolment).values()
    assert {course["completed_at"] is None for course in courses} == {True, False}
    assert actions.new(QuizAnswer)
    watched = actions.new(Watch).values()
    assert {(row["percent"], row["covered_ms"]) for row in watched} == {
        (100, 95_000),
        (100, 2_430_500),
    }
    assert actions.new(Certificate)


def test_the_ledger_of_many_adds_up(school, capsys):
    assert seed.seed_trainees(school, 150) == 150
    call_command("audit_hours")
    assert "全部一致" in capsys.readouterr().out
    assert Certificate.objects.exists()


def test_the_same_seed_tells_the_same_story(school):
    def told():
        with undone():
            seed.seed_trainees(school, 20)
            names = list(User.objects.order_by("username").values_list("name", "phone"))
            return names, list(Attempt.objects.order_by("pk").values_list("started_at", "data"))

    assert told() == told()
