"""Weeks of study for the demo trainees, done through the same actions as on the site."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import TYPE_CHECKING

from academy.certification.actions import grant_certificate
from academy.core import clock
from academy.desk.demo.study import Habits, Offer, Story, sitting_on, whole_film
from academy.learning.actions import open_attempt, submit_attempt
from academy.learning.models import Activity, Attempt
from courses.actions import enrol
from courses.models import CourseEnrolment, LessonActivity
from courses.questions.papers import paper_of
from courses.watching.actions import record_beat
from courses.watching.queries import Watched, open_study

if TYPE_CHECKING:
    from collections.abc import Sequence

    from academy.certification.models import Programme
    from academy.desk.demo.study import Answers
    from academy.people.models import User
    from courses.pages import CoursePage
    from courses.questions.papers import ShownQuestion
    from courses.watching.studies import Study as WatchedFilm

WEEKS = 8
HALF = 0.5


class ThroughActions:
    """A `Study` that does what the person would do on the site."""

    attempt: Attempt
    watched: WatchedFilm | None

    def __init__(self, person: User) -> None:
        self.person = person

    def enrol(self, course: CoursePage) -> Sequence[int]:
        required: list[int] = enrol(user=self.person, course=course).edition.activity_ids
        return required

    def begin(self, activity: Activity) -> Sequence[ShownQuestion]:
        self.attempt = open_attempt(user=self.person, activity=activity)
        is_film = isinstance(activity, Watched)
        self.watched = open_study(self.person, activity.pk, "") if is_film else None
        return paper_of(self.attempt)

    def hand_in(self, answers: Answers) -> bool:
        if self.watched:
            film = self.watched
            beat = whole_film(film.terms, film.device, film.opened_at)
            outcome = record_beat(study=film, beat=beat).outcome
            return outcome is not None and outcome.completed
        return submit_attempt(attempt=self.attempt, answers=answers).completed

    def claim(self, programme: Programme) -> None:
        grant_certificate(programme=programme, person=self.person)


def seed_history(
    *,
    model: User,
    trainees: list[User],
    courses: list[CoursePage],
    programmes: list[Programme],
) -> None:
    """Every trainee studies for some weeks. `model` has something of everything to show.

    That is a course done with its certificate, one half done, and the rest still to choose. A
    trainee with courses already is left alone. `programmes`: one for each course, in order.
    """
    busy = set(CourseEnrolment.objects.values_list("user_id", flat=True))
    by_course = dict(zip((course.pk for course in courses), programmes, strict=True))
    offer = Offer(courses, activities_of(courses), programmes=by_course)
    start = clock.today() - dt.timedelta(weeks=WEEKS)
    if model.pk not in busy:
        done, begun, *_ = courses
        thorough = Habits(courses=1, skill=1, claims=True)
        later = start + dt.timedelta(weeks=WEEKS // 2)
        _study(model, replace(offer, courses=[done]), thorough, start)
        _study(model, replace(offer, courses=[begun]), replace(thorough, share=HALF), later)
    for trainee in trainees:
        if trainee.pk not in busy:
            chance = _chance(trainee)
            first = start + dt.timedelta(days=chance.randrange(40))
            _study(trainee, offer, _habits(chance), first)


def activities_of(courses: Sequence[CoursePage]) -> dict[int, Activity]:
    """All that is placed in some courses, by id, each as its kind."""
    found: dict[int, Activity] = {}
    for course in courses:
        placed = LessonActivity.objects.filter(lesson__path__startswith=course.path)
        found |= Activity.objects.in_bulk(set(placed.values_list("activity_id", flat=True)))
    return found


def _chance(person: User) -> random.Random:
    return random.Random(person.username)  # noqa: S311 - a believable past, not a secret


def _habits(chance: random.Random) -> Habits:
    return Habits(
        skill=chance.uniform(0.55, 1),
        courses=chance.choice([1, 1, 2, 3]),
        share=chance.choice([0.3, 0.6, 1]),
        claims=True,
    )


def _study(person: User, offer: Offer, habits: Habits, first: dt.date) -> None:
    chance = _chance(person)
    Story(
        study=ThroughActions(person),
        offer=offer,
        habits=habits,
        chance=chance,
        now=sitting_on(first, chance),
        until=clock.now(),
    ).tell()
