"""What is measured. One more operation is one more function here.

An operation gives a stream of requests for every client; the baseline it is held against gives
its own. A goal that is 0 is not set.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count, cycle, repeat
from typing import Any

from django.core import signing
from django.urls import reverse

from academy.learning.actions import open_attempt
from academy.learning.models import Activity
from tests.benchmarks.baseline.settings import SECRET_KEY as BASELINE_KEY
from tests.benchmarks.client import Request, Visitor
from tests.benchmarks.prepare import credentials
from tests.benchmarks.school import School, Task, begin

Streams = list[Iterator[Request]]
Maker = Callable[[School, int], Streams]


@dataclass(frozen=True)
class Goal:
    """Least ratio to the baseline and requests/s, most of the others; at eight clients."""

    ratio: float = 0
    rate: float = 0
    queries: int = 0
    kilobytes: int = 0
    p95: int = 0
    p99: int = 0
    cpu: int = 0


@dataclass(frozen=True)
class Operation:
    """`uses_up`: every request takes something made for it, so that a round has only so many."""

    name: str
    title: str
    baseline: Maker
    streams: Maker
    goal: Goal = field(default_factory=Goal)
    uses_up: bool = False


# Milliseconds of film that a beat tells of, and beats until the film begins again.
SECOND, ROUND = 1000, 50

OPERATIONS: dict[str, Operation] = {}


def operation(
    title: str, baseline: Maker, goal: Goal | None = None, uses_up: bool = False
) -> Callable[[Maker], Maker]:
    """Register a function that makes the streams of an operation, under the function's name."""

    def register(streams: Maker) -> Maker:
        name = streams.__name__
        OPERATIONS[name] = Operation(name, title, baseline, streams, goal or Goal(), uses_up)
        return streams

    return register


# --- What the least application does --------------------------------------------------------
def bare_read(school: School, clients: int) -> Streams:
    """Session, user, one query."""
    return [repeat(Request(visitor, "/read/")) for visitor in school.bare_visitors[:clients]]


def bare_record(school: School, clients: int) -> Streams:
    """Session, user, one query, one write."""
    return [
        (Request(visitor, f"/record/?place={place}") for place in cycle(range(1000)))
        for visitor in school.bare_visitors[:clients]
    ]


def bare_write(school: School, clients: int) -> Streams:
    """A signed token, one statement."""
    return [_marks(person.pk) for person in school.trainees[:clients]]


def _marks(person_id: int) -> Iterator[Request]:
    token, visitor = signing.dumps(person_id, key=BASELINE_KEY, salt="write"), Visitor()
    for place in cycle(range(1000)):
        yield Request(visitor, "/write/", {"token": token, "place": str(place)})


def bare_sign_in(school: School, clients: int) -> Streams:
    """A password checked, a session made."""
    names = [person.username for person in school.trainees[:clients]]
    return [
        repeat(Request(Visitor(), "/enter/", credentials(name), status=302, forgets=True))
        for name in names
    ]


# --- What ours does ------------------------------------------------------------------------
@operation("Home", bare_read, Goal(ratio=0.5, queries=6, kilobytes=60, p95=80))
def home(school: School, clients: int) -> Streams:
    return _pages(school.visitors[:clients], reverse("desk:home"))


@operation("Course page", bare_read, Goal(ratio=0.4, queries=8, kilobytes=100))
def course(school: School, clients: int) -> Streams:
    return _pages(school.visitors[:clients], school.course.url)


@operation("Course page, 500 lessons", bare_read, Goal(ratio=0.4, queries=8, kilobytes=100))
def long_course(school: School, clients: int) -> Streams:
    return _pages(school.visitors[:clients], school.long_course.url)


@operation("Lesson, recorded", bare_record, Goal(ratio=0.5, queries=6))
def lesson(school: School, clients: int) -> Streams:
    """Another lesson each time, so that the place to go on at is written each time."""
    paths = [reverse("courses:lesson", args=[page.pk]) for page in school.lessons]
    return [
        (Request(visitor, path) for path in cycle(paths)) for visitor in school.visitors[:clients]
    ]


@operation("Film beat", bare_write, Goal(ratio=0.7, queries=1, p95=20, p99=100))
def film_beat(school: School, clients: int) -> Streams:
    for person in school.trainees[:clients]:
        open_attempt(user=person, activity=school.film)
    return [_beats(school.film, visitor) for visitor in school.visitors[:clients]]


def _beats(film: Activity, visitor: Visitor) -> Iterator[Request]:
    """A page that begins to watch, then tells of one second after the other, round and round."""
    told: dict[str, Any] = {}

    def take(content: bytes) -> None:
        told.update(json.loads(content))

    yield Request(visitor, reverse("courses:study", args=[film.pk]), then=take)
    for seq in count(1):
        start = seq % ROUND * SECOND
        claim = {"seq": seq, "pieces": [[start, start + SECOND]], "position_ms": start}
        beat = {"token": told["token"], **claim}
        yield Request(visitor, reverse("courses:beats"), data=beat, then=take)


@operation("Quiz answer saved", bare_write, Goal(ratio=0.4, queries=3, p95=30))
def quiz_answer(school: School, clients: int) -> Streams:
    """One question after the other is answered, again and again."""
    pairs = zip(school.trainees, school.visitors[:clients], strict=False)
    return [_answers(begin(person, school.quizzes[0], visitor)) for person, visitor in pairs]


def _answers(task: Task) -> Iterator[Request]:
    path = reverse("learning:save", args=[task.attempt.activity_id])
    fixed = {"attempt": str(task.attempt.number), "lease": ""}

    def take(content: bytes) -> None:
        fixed["lease"] = json.loads(content)["lease"]

    for name, response in cycle(task.answers.items()):
        yield Request(task.visitor, path, {name: response, **fixed}, then=take)


@operation("Quiz submitted, 10 questions", bare_write, Goal(rate=150, queries=10), uses_up=True)
def quiz_submit(school: School, clients: int) -> Streams:
    """Handed in with all answers, passed, credited: every attempt once."""
    tasks = school.open_tasks(school.supply)
    return [_submissions(tasks[n::clients]) for n in range(clients)]


def _submissions(tasks: list[Task]) -> Iterator[Request]:
    for task in tasks:
        path = reverse("learning:submit", args=[task.attempt.activity_id])
        form = {**task.answers, "attempt": str(task.attempt.number), "confirm": "1"}
        yield Request(task.visitor, path, form, status=302)


@operation("Sign-in", bare_sign_in, Goal(rate=45, cpu=40))
def sign_in(school: School, clients: int) -> Streams:
    streams = []
    for person in school.trainees[:clients]:
        visitor = Visitor({"csrftoken": "c" * 32})
        form = credentials(person.username)
        request = Request(visitor, reverse("people:login"), form, status=302, forgets=True)
        streams.append(repeat(request))
    return streams


@operation("Staff list of a district", bare_read)
def staff_list(school: School, clients: int) -> Streams:
    managers = cycle(school.managers)
    return _pages([next(managers) for _ in range(clients)], reverse("people:units"))


def _pages(visitors: list[Visitor], path: str) -> Streams:
    return [repeat(Request(visitor, path)) for visitor in visitors]
