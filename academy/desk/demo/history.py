"""Weeks of study for the demo trainees, done through the same actions as on the site."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from academy.core import clock
from academy.learning.actions import open_attempt, submit_attempt
from academy.learning.models import Activity, Attempt, Completion
from courses.actions import enrol
from courses.models import CourseEnrolment
from courses.questions.papers import paper_of

if TYPE_CHECKING:
    from academy.people.models import User
    from courses.pages import CoursePage

WEEKS = 8


@dataclass
class Learner:
    """A simulated trainee: how far they get, how well they answer, and the hour it is for them."""

    person: User
    chance: random.Random
    now: dt.datetime

    def wait(self, minutes: int) -> None:
        self.now += dt.timedelta(minutes=minutes)


def seed_history(*, trainees: list[User], courses: list[CoursePage]) -> None:
    """Every trainee studies for some weeks. A trainee with courses already is left alone."""
    busy = set(CourseEnrolment.objects.values_list("user_id", flat=True))
    for trainee in trainees:
        if trainee.pk not in busy:
            _study(trainee, courses)


@transaction.atomic
def _study(person: User, courses: list[CoursePage]) -> None:
    chance = random.Random(person.username)  # noqa: S311 - a believable past, not a secret
    start = clock.now() - dt.timedelta(weeks=WEEKS) + dt.timedelta(days=chance.randrange(40))
    learner = Learner(person, chance, start)
    for course in chance.sample(courses, k=chance.choice([1, 1, 2, 3])):
        _take_course(learner, course)


def _take_course(learner: Learner, course: CoursePage) -> None:
    with clock.at(learner.now):
        edition = enrol(user=learner.person, course=course).edition
    wanted = learner.chance.choice([2, 4, len(edition.activity_ids)])
    activities = Activity.objects.in_bulk(edition.activity_ids)
    for activity_id in edition.activity_ids[:wanted]:
        _do(learner, activities[activity_id])
        learner.wait(learner.chance.randrange(60, 3 * 24 * 60))
        if learner.now > clock.now():
            return


def _do(learner: Learner, activity: Activity) -> None:
    """Open, spend the time it takes, hand in."""
    if Completion.objects.filter(user=learner.person, activity=activity).exists():
        return
    with clock.at(learner.now):
        attempt = open_attempt(user=learner.person, activity=activity)
    learner.wait(max(activity.minutes, 9))
    with clock.at(learner.now):
        submit_attempt(attempt=attempt, answers=_answers(learner, attempt))


def _answers(learner: Learner, attempt: Attempt) -> dict[str, list[str]]:
    """Right answers, of which some are forgotten."""
    skill = learner.chance.uniform(0.55, 1)
    known = [asked for asked in paper_of(attempt) if learner.chance.random() < skill]
    right = {asked.field: asked.version.ways.right_response(asked.version.body) for asked in known}
    return {"confirm": ["read"], **right}
