"""What the home page shows, read in a handful of statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from academy.core import clock
from academy.desk.models import HomePage
from academy.learning.enums import AttemptState
from academy.learning.models import Attempt
from academy.learning.places import places_for
from academy.learning.queries import AnnualCard, archive_of
from courses.models import CourseEnrolment
from courses.pages import CoursePage
from courses.queries.catalogue import with_cards

if TYPE_CHECKING:
    from datetime import datetime

    from academy.people.models import User

COURSES_SHOWN = 3
TODOS_SHOWN = 5


@dataclass(frozen=True)
class Todo:
    """Something waiting for the person. `due_at` None: no deadline."""

    title: str
    url: str
    due_at: datetime | None


@dataclass(frozen=True)
class Home:
    """A trainee's own home page."""

    hours: AnnualCard
    enrolments: list[CourseEnrolment]
    todos: list[Todo]


@dataclass(frozen=True)
class Welcome:
    """The home page of those not signed in."""

    text: str
    notice: str
    courses: list[CoursePage]


def home_of(user: User) -> Home:
    """Hours of the year, courses under way (latest first), open tests (oldest deadline first)."""
    return Home(
        hours=archive_of(user).card,
        enrolments=list(_under_way(user)[:COURSES_SHOWN]),
        todos=_todos(user),
    )


def _under_way(user: User) -> QuerySet[CourseEnrolment]:
    courses = CourseEnrolment.objects.filter(user=user, completed_at=None)
    return courses.select_related("course").order_by("-studied_at")


def _open_tests(user: User) -> QuerySet[Attempt]:
    """Attempts whose time is running."""
    running = Attempt.objects.filter(user=user, state=AttemptState.OPEN, due_at__gt=clock.now())
    # The base row: a title is all that is needed of it.
    return running.select_related("activity").order_by("due_at")


def _todos(user: User) -> list[Todo]:
    """Open tests with where they are done; the places are asked for only when there are any."""
    running = list(_open_tests(user)[:TODOS_SHOWN])
    places = places_for(user, [attempt.activity_id for attempt in running]) if running else {}
    return [
        Todo(attempt.activity.title, places[attempt.activity_id].url, attempt.due_at)
        for attempt in running
        if attempt.activity_id in places
    ]


def welcome() -> Welcome:
    """Texts of the site's root page and the newest courses."""
    page = HomePage.objects.live().first()
    courses = with_cards(CoursePage.objects.live().order_by("-first_published_at"))
    return Welcome(
        text=page.welcome if page else "",
        notice=page.notice if page else "",
        courses=list(courses[:COURSES_SHOWN]),
    )
