"""How a trainee studies, told once; who carries it out is a `Study`.

`academy.desk.demo.history` goes through the actions of the site, `academy.desk.scale` writes the
rows of many thousand trainees at once.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar

from django.utils import timezone

from academy.core import clock
from academy.learning.models import Activity
from courses.watching.queries import Watched
from courses.watching.rules import Beat, Terms

if TYPE_CHECKING:
    from academy.certification.models import Programme
    from bases.models import VisitTask
    from courses.pages import CoursePage
    from courses.questions.papers import ShownQuestion

T = TypeVar("T")
Answers = dict[str, list[str]]

# How many of a hundred sittings begin in which hour of the day: after work, at noon, at work.
HOURS = {8: 6, 9: 9, 10: 7, 12: 14, 13: 9, 15: 8, 16: 5, 18: 5, 19: 13, 20: 14, 21: 8, 22: 2}
DAYS_BETWEEN = 5  # on average, from one sitting to the next
SHORTEST = 9  # minutes that even a quiz takes
PAUSE = (1, 4)  # minutes between two activities of one sitting
GOES_ON = 0.55  # how often one activity more is done in the same sitting
TRIES = 3  # at a quiz, before giving a course up
ANSWER = "先把居民请来说事，再一起商量，定下的事贴出来，下次会上报结果。"


class Study(Protocol):
    """Carries out what one trainee does, at the instant that `clock.now()` tells."""

    def enrol(self, course: CoursePage) -> Sequence[int]:
        """Take a course; the activities it requires, in order."""

    def begin(self, activity: Activity) -> Sequence[ShownQuestion]:
        """Open an attempt; the questions drawn, where the activity has any."""

    def hand_in(self, answers: Answers) -> bool:
        """Hand in what was begun last: whether the activity is done by that."""

    def claim(self, programme: Programme) -> None:
        """Take the certificate of a programme whose requirements are met."""


@dataclass(frozen=True)
class Habits:
    """How much a trainee does. `share`: of each course, before interest fades (0 to 1).

    `skill`: of the questions, those known. `visits`: visit tasks done. `claims`: whether
    certificates earned are taken.
    """

    courses: int
    share: float = 1
    skill: float = 0.85
    visits: int = 0
    claims: bool = False


@dataclass(frozen=True)
class Offer:
    """What there is to study. `activities` by id; `programmes` by the id of their course."""

    courses: Sequence[CoursePage]
    activities: dict[int, Activity]
    tasks: Sequence[VisitTask] = ()
    programmes: dict[int, Programme] = field(default_factory=dict)


@dataclass
class Story:
    """What one trainee does between `now` and `until`; the same for the same `chance`."""

    study: Study
    offer: Offer
    habits: Habits
    chance: random.Random
    now: dt.datetime
    until: dt.datetime
    _done: set[int] = field(default_factory=set)
    _earned: list[Programme] = field(default_factory=list)

    def tell(self) -> None:
        """Courses one after the other, then visits, then the certificates earned."""
        for course in self._some(self.offer.courses, self.habits.courses):
            self._take(course)
        for task in self._some(self.offer.tasks, self.habits.visits):
            self._do(task)
        if self.habits.claims:
            self._claim()

    def _some(self, things: Sequence[T], count: int) -> list[T]:
        return self.chance.sample(things, k=min(count, len(things)))

    def _take(self, course: CoursePage) -> None:
        if self.now >= self.until:
            return
        with clock.at(self.now):
            required = self.study.enrol(course)
        wanted = required[: math.ceil(len(required) * self.habits.share)]
        finished = all(self._do(self.offer.activities[pk]) for pk in wanted)
        if finished and len(wanted) == len(required) and course.pk in self.offer.programmes:
            self._earned.append(self.offer.programmes[course.pk])

    def _do(self, activity: Activity) -> bool:
        """Try an activity until it is done: whether it is."""
        for tries in range(TRIES):
            if activity.pk in self._done:
                return True
            if activity.may_start(tries) or not self._has_time_for(activity):
                return False
            if self._try(activity):
                self._done.add(activity.pk)
            self._pause()
        return activity.pk in self._done

    def _has_time_for(self, activity: Activity) -> bool:
        return self.now + _length(activity) < self.until

    def _try(self, activity: Activity) -> bool:
        with clock.at(self.now):
            questions = self.study.begin(activity)
        self.now += _length(activity)
        with clock.at(self.now):
            return self.study.hand_in(self._answers(questions))

    def _answers(self, questions: Sequence[ShownQuestion]) -> Answers:
        """Whatever a kind may ask for; of the questions, the right answers that are known."""
        known = [asked for asked in questions if self.chance.random() < self.habits.skill]
        right = {q.field: q.version.ways.right_response(q.version.body) for q in known}
        written = {f"answer_{number}": [ANSWER] for number in (1, 2, 3)}
        return {"confirm": ["read"], **written, **right}

    def _pause(self) -> None:
        """A few minutes, or until the next sitting some days later."""
        if self.chance.random() < GOES_ON:
            self.now += dt.timedelta(minutes=self.chance.randint(*PAUSE))
            return
        days = 1 + int(self.chance.expovariate(1 / DAYS_BETWEEN))
        self.now = sitting_on(clock.local_date(self.now) + dt.timedelta(days=days), self.chance)

    def _claim(self) -> None:
        """At the next sitting, today at the latest."""
        for programme in self._earned:
            with clock.at(min(self.now, self.until)):
                self.study.claim(programme)


def sitting_on(day: dt.date, chance: random.Random) -> dt.datetime:
    """When somebody sits down to study on a day."""
    (hour,) = chance.choices(list(HOURS), weights=list(HOURS.values()))
    at = dt.time(hour, chance.randrange(60), chance.randrange(60))
    return timezone.make_aware(dt.datetime.combine(day, at))


def whole_film(terms: Terms, device: str, opened_at: int) -> Beat:
    """The claim of somebody who watched a film from its start to its end in one go."""
    length = terms.duration_ms
    return Beat(device, opened_at, seq=1, pieces=((0, length),), position_ms=length)


def _length(activity: Activity) -> dt.timedelta:
    """How long somebody sits at it. A film may last a part of a minute more than it says."""
    minutes = activity.minutes + isinstance(activity, Watched)
    return dt.timedelta(minutes=max(minutes, SHORTEST))
