"""What the home page shows, read in a handful of statements."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, DateTimeField, F, QuerySet, Value, Window
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from academy.classes.queries.evaluation import open_turns_of
from academy.classes.queries.timetable import Lesson, next_session_of
from academy.core import clock
from academy.desk.models import HomePage
from academy.learning.enums import AttemptState
from academy.learning.models import Attempt
from academy.learning.places import places_for
from academy.learning.queries import AnnualCard, archive_of
from courses.models import CourseEnrolment, StudyDuty
from courses.pages import CoursePage
from courses.queries.catalogue import with_cards
from courses.rules import days_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from academy.classes.models import EvaluationTurn
    from academy.learning.places import Place
    from academy.people.models import User

# What waits: deadline, title, whose number, and what it is.
Waiting = tuple[dt.datetime, str, int, str]
TEST, DUTY, EVALUATION = "test", "duty", "evaluation"
NO_DEADLINE = dt.datetime(2999, 12, 31, tzinfo=dt.UTC)
COURSES_SHOWN = 3
TODOS_SHOWN = 5
# So close to its deadline a duty is marked.
URGENT_DAYS = 1


@dataclass(frozen=True)
class Todo:
    """Something waiting for the person. `when`: its deadline in words."""

    title: str
    url: str
    when: str
    is_urgent: bool


@dataclass(frozen=True)
class Home:
    """A trainee's own home page. `completed`: how many courses. `lesson`: the next session."""

    hours: AnnualCard
    enrolments: list[CourseEnrolment]
    completed: int
    todos: list[Todo]
    lesson: Lesson | None


@dataclass(frozen=True)
class Welcome:
    """The home page of those not signed in."""

    text: str
    notice: str
    courses: list[CoursePage]


def home_of(user: User) -> Home:
    """Hours of the year, courses under way (latest first), to-dos (oldest deadline first)."""
    under_way, completed = _courses(user)
    return Home(
        hours=archive_of(user).card,
        enrolments=under_way,
        completed=completed,
        todos=_todos(user),
        lesson=next_session_of(user),
    )


def _courses(user: User) -> tuple[list[CourseEnrolment], int]:
    """Courses under way, and how many are completed: one query, that finds some of either."""
    mine = CourseEnrolment.objects.filter(user=user).select_related("course")
    counted = mine.annotate(completed=Window(Count("completed_at")))
    open_first = F("completed_at").desc(nulls_first=True)
    found = list(counted.order_by(open_first, "-studied_at")[:COURSES_SHOWN])
    under_way: list[CourseEnrolment] = [each for each in found if each.completed_at is None]
    return under_way, found[0].completed if found else 0


def _todos(user: User) -> list[Todo]:
    """Open tests, required study and one lesson to evaluate, in one query; places in a few more.

    A test that is nowhere to be done any more is left out. What has no deadline comes last.
    """
    others = (_waiting_duties(user), _waiting_evaluations(user))
    waiting = _waiting_tests(user).union(*others, all=True)
    rows = list(waiting.order_by("due_at", "-activity_id")[:TODOS_SHOWN])
    tests = [pk for _, _, pk, what in rows if what == TEST]
    places = places_for(user, tests) if tests else {}
    dated = [row for row in rows if row[3] != EVALUATION]
    # Of lessons to evaluate the latest stands for all.
    latest = [row for row in rows if row[3] == EVALUATION][:1]
    return [_todo(row, places) for row in (*dated, *latest) if row[3] != TEST or row[2] in places]


def _todo(row: Waiting, places: Mapping[int, Place]) -> Todo:
    due_at, title, pk, what = row
    if what == TEST:
        return _test(title, places[pk].url, due_at)
    return _duty(title, pk, due_at) if what == DUTY else _evaluation(title, pk)


def _waiting_tests(user: User) -> QuerySet[Attempt, Waiting]:
    """Attempts whose time is running: deadline, title, activity, TEST."""
    running = Attempt.objects.filter(user=user, state=AttemptState.OPEN, due_at__gt=clock.now())
    return running.order_by().values_list("due_at", "activity__title", "activity_id", Value(TEST))


def _waiting_duties(user: User) -> QuerySet[StudyDuty, Waiting]:
    """Required study not done yet: deadline, title, duty, DUTY."""
    title = Coalesce("required__course__title", "required__activity__title")
    duties = StudyDuty.objects.open().filter(person=user)
    return duties.order_by().values_list("due_at", title, "pk", Value(DUTY))


def _waiting_evaluations(user: User) -> QuerySet[EvaluationTurn, Waiting]:
    """Lessons one may evaluate: no deadline, title, session, EVALUATION."""
    turns = open_turns_of(user).order_by()
    return turns.values_list(
        Value(NO_DEADLINE, DateTimeField()), "session__title", "session_id", Value(EVALUATION)
    )


def _evaluation(title: str, pk: int) -> Todo:
    address = reverse("classes:evaluate", args=[pk])
    return Todo(f"评课：{title}", address, "不记名", is_urgent=False)


def _test(title: str, url: str, due_at: datetime) -> Todo:
    local = timezone.localtime(due_at)
    return Todo(title, url, f"{local.month}月{local.day}日 {local:%H:%M} 前", is_urgent=True)


def _duty(title: str, pk: int, due_at: datetime) -> Todo:
    due_on, today = clock.local_date(due_at), clock.today()
    is_urgent = (due_on - today).days <= URGENT_DAYS
    words = days_words(due_on, today)
    return Todo(f"必学：《{title}》", reverse("courses:duty", args=[pk]), words, is_urgent)


def welcome() -> Welcome:
    """Texts of the site's root page and the newest courses."""
    page = HomePage.objects.live().first()
    courses = with_cards(CoursePage.objects.live().order_by("-first_published_at"))
    return Welcome(
        text=page.welcome if page else "",
        notice=page.notice if page else "",
        courses=list(courses[:COURSES_SHOWN]),
    )
