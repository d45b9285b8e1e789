"""The people and pages that the operations are tried with, at the scale there is now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.test import Client

from academy.learning.actions import open_attempt
from academy.learning.models import Attempt
from academy.people.actions import set_own_password
from academy.people.enums import Role
from academy.people.models import User
from courses.actions import enrol
from courses.models import CoursePage, LessonPage, MicroFilm, Quiz
from courses.questions.papers import paper_of
from tests.benchmarks.client import Connection, Request, Visitor
from tests.benchmarks.prepare import PASSWORD, Machines, credentials, sign_in
from tests.factories.courses import make_chapter, make_course, make_lesson, make_reading, publish

COURSE = "sibu-yishifa"
LONG = "benchmark-long"
MOST_CLIENTS = 32


@dataclass(frozen=True)
class Task:
    """An open attempt of somebody: whose it is and how all its questions are answered rightly."""

    visitor: Visitor
    attempt: Attempt
    answers: dict[str, list[str]]


class School:
    """Trainees who take a course, signed in; built when first asked for.

    `lessons_of_long`: how many the long course has. `supply`: how many requests there are for an
    operation that uses something up.
    """

    def __init__(
        self, machines: Machines, *, lessons_of_long: int = 500, supply: int = 400
    ) -> None:
        self.machines, self.lessons_of_long, self.supply = machines, lessons_of_long, supply

    @cached_property
    def course(self) -> CoursePage:
        return CoursePage.objects.get(slug=COURSE)

    @cached_property
    def lessons(self) -> list[LessonPage]:
        return list(LessonPage.objects.descendant_of(self.course).live().order_by("path"))

    @cached_property
    def quizzes(self) -> list[Quiz]:
        placed = {"placements__lesson__in": self.lessons}
        return list(Quiz.objects.filter(**placed).order_by("pk"))

    @cached_property
    def film(self) -> MicroFilm:
        return MicroFilm.objects.filter(placements__lesson__in=self.lessons).first()

    @cached_property
    def long_course(self) -> CoursePage:
        """A course of ten chapters with very many lessons."""
        found = CoursePage.objects.filter(slug=LONG).first()
        if found:
            return found
        course = make_course(title="很长的课程（演示）", slug=LONG)
        for number in range(10):
            chapter = make_chapter(course, slug=f"{LONG}-{number}")
            for place in range(self.lessons_of_long // 10):
                make_lesson(chapter, [make_reading()], slug=f"{LONG}-{number}-{place}")
        publish(course)
        return CoursePage.objects.get(pk=course.pk)

    @cached_property
    def trainees(self) -> list[User]:
        """As many as there are clients, all in the course."""
        found = list(User.objects.filter(username__startswith="trainee").order_by("pk"))
        return [self._ready(person) for person in found[:MOST_CLIENTS]]

    @cached_property
    def visitors(self) -> list[Visitor]:
        """The trainees, signed in by password."""
        port = self.machines.subject.port
        return [sign_in(port, person.username, n) for n, person in enumerate(self.trainees)]

    @cached_property
    def bare_visitors(self) -> list[Visitor]:
        """The same in the baseline."""
        port = self.machines.baseline.port
        names = [person.username for person in self.trainees]
        return [_enter(port, name, n) for n, name in enumerate(names)]

    @cached_property
    def managers(self) -> list[Visitor]:
        """Managers of districts, signed in."""
        posts = {"memberships__role": Role.ORGANISATION_MANAGER, "username__startswith": "manager"}
        people = list(User.objects.filter(**posts).order_by("pk"))
        for person in people:
            set_own_password(person=person, password=PASSWORD)
        port = self.machines.subject.port
        return [sign_in(port, person.username, n) for n, person in enumerate(people)]

    def open_tasks(self, count: int) -> list[Task]:
        """Quizzes begun by trainees who never did them, each in a session of its own."""
        tasks: list[Task] = []
        while len(tasks) < count:
            person = self._newcomer()
            client = Client()
            client.force_login(person)
            visitor = Visitor({name: morsel.value for name, morsel in client.cookies.items()})
            visitor.cookies["csrftoken"] = "b" * 32
            tasks += [begin(person, quiz, visitor) for quiz in self.quizzes]
        return tasks[:count]

    def _newcomer(self) -> User:
        """The next trainee who does not take the course yet, in it."""
        others = User.objects.filter(username__startswith="trainee")
        others = others.exclude(courses__course=self.course).exclude(
            pk__in=[person.pk for person in self.trainees]
        )
        person = others.order_by("pk").first()
        if person is None:
            raise SystemExit("Too few trainees: measure at a larger scale or fewer operations.")
        enrol(user=person, course=self.course)
        return person

    def _ready(self, person: User) -> User:
        set_own_password(person=person, password=PASSWORD)
        enrol(user=person, course=self.course)
        return person


def begin(person: User, quiz: Quiz, visitor: Visitor) -> Task:
    """Open an attempt of somebody at a quiz."""
    attempt = open_attempt(user=person, activity=quiz)
    answers = {
        asked.field: asked.version.ways.right_response(asked.version.body)
        for asked in paper_of(attempt)
    }
    return Task(visitor, attempt, answers)


def _enter(port: int, username: str, number: int) -> Visitor:
    visitor, connection = Visitor(), Connection(port, number)
    connection.send(Request(visitor, "/enter/", credentials(username), status=302))
    connection.close()
    return visitor
