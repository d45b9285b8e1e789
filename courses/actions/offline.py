"""Courses held in classes: who was at all their sessions has completed them, credited once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count, Q

from academy.classes.enums import SessionState
from academy.classes.models import Enrolment
from academy.classes.queries.roll import ATTENDING
from academy.core import clock
from academy.learning.actions import credit_evidence_of_many, reverse_evidence
from academy.learning.enums import HourKind
from academy.learning.models import CreditBasis, CreditEntry
from academy.people.models import User
from courses.actions.duties import settle_duties
from courses.enums import CourseForm
from courses.models import CourseEdition, CourseEnrolment, CoursePage, LectureSession, StudyDuty
from courses.queries.editions import latest_edition

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from django.db.models import QuerySet


@dataclass(frozen=True)
class _Series:
    """The sessions of a course in a class, those called off left out; empty: not one of these."""

    course: CoursePage
    training_class_id: int
    sessions: tuple[LectureSession, ...]

    @property
    def is_over(self) -> bool:
        return all(each.state == SessionState.COMPLETED for each in self.sessions)

    @property
    def minutes_by_day(self) -> list[tuple[dt.date, int]]:
        days: dict[dt.date, int] = defaultdict(int)
        for each in self.sessions:
            if each.starts_at:
                days[clock.local_date(each.starts_at)] += each.minutes
        return sorted(days.items())


@transaction.atomic
def settle_lectures(*, session_id: int) -> int:
    """A session's roll was closed: once all sessions of its course are, whoever was at every one.

    Their hours count once in a lifetime, whatever class they come to again; an offline course is
    completed. Safe to repeat. How many were at all of them; 0 while sessions are still to come.
    """
    series = _series_of(session_id)
    if series is None or not series.sessions or not series.is_over:
        return 0
    people = list(User.objects.filter(pk__in=_at_all(series).values("person")).order_by("pk"))
    if not people:
        return 0
    _credit(series, people)
    if series.course.form == CourseForm.OFFLINE:
        _complete(series.course, people)
    return len(people)


@transaction.atomic
def settle_correction(*, session_id: int, enrolment_id: int, by: User, reason: str) -> None:
    """Somebody's attendance was put right: a course counts now, or no longer does."""
    settle_lectures(session_id=session_id)
    series = _series_of(session_id)
    if series is None or not series.is_over:
        return
    person = Enrolment.objects.select_related("person").get(pk=enrolment_id).person
    if _came_somewhere(series.course, person):
        return
    standing = CreditEntry.objects.standing().filter(user=person)
    for evidence in standing.filter(_of_course(series.course)).values_list("evidence", flat=True):
        reverse_evidence(user=person, evidence=evidence, reason=reason, entered_by=by)
    if series.course.form == CourseForm.OFFLINE:
        taken = CourseEnrolment.objects.filter(user=person, course=series.course)
        taken.update(percentage=0, completed_at=None)


def _series_of(session_id: int) -> _Series | None:
    session = LectureSession.objects.select_related("course").filter(pk=session_id).first()
    if session is None or session.course is None:
        return None
    return _series(session.course, session.training_class_id)


def _series(course: CoursePage, training_class_id: int) -> _Series:
    found = LectureSession.objects.filter(course=course, training_class=training_class_id)
    return _Series(course, training_class_id, tuple(found.held().order_by("starts_at", "pk")))


def _at_all(series: _Series) -> QuerySet[Any]:
    """Those of the class who were at every session."""
    keys = [each.pk for each in series.sessions]
    came = Q(attendances__session__in=keys, attendances__state__in=ATTENDING)
    people = Enrolment.objects.filter(training_class=series.training_class_id)
    counted = people.annotate(came=Count("attendances", filter=came))
    return counted.filter(came=len(keys))


def _came_somewhere(course: CoursePage, person: User) -> bool:
    """Whether somebody was at all sessions of a course in one of their classes."""
    classes = LectureSession.objects.filter(
        course=course, attendances__enrolment__person=person
    ).values_list("training_class", flat=True)
    found = (_series(course, pk) for pk in set(classes))
    return any(
        each.sessions and each.is_over and _at_all(each).filter(person=person).exists()
        for each in found
    )


def _of_course(course: CoursePage) -> Q:
    evidence = f"course:{course.pk}"
    return Q(evidence=evidence) | Q(evidence__startswith=f"{evidence}:")


def _credit(series: _Series, people: Collection[User]) -> None:
    """One line for each day of the course, since the limit is a day's: course:12, course:12:2, …

    Who has a line for the course from an earlier settling, or another class, keeps that.
    """
    course = series.course
    lines = CreditEntry.objects.standing().filter(_of_course(course), user__in=people)
    credited = set(lines.values_list("user", flat=True))
    fresh = [person for person in people if person.pk not in credited]
    for number, (day, minutes) in enumerate(series.minutes_by_day, start=1):
        credit_evidence_of_many(
            users=fresh,
            evidence=f"course:{course.pk}" + (f":{number}" if number > 1 else ""),
            title=course.title,
            basis=CreditBasis(HourKind.CLASSROOM, minutes),
            earned_on=day,
            words="线下课程的课次全部到课",
        )


def _complete(course: CoursePage, people: Collection[User]) -> None:
    edition = latest_edition(course) or _empty_edition(course)
    now = clock.now()
    CourseEnrolment.objects.bulk_create(
        [CourseEnrolment(user=person, course=course, edition=edition) for person in people],
        ignore_conflicts=True,
    )
    open_ones = CourseEnrolment.objects.filter(course=course, user__in=people, completed_at=None)
    open_ones.update(percentage=100, completed_at=now)
    settle_duties(duties=StudyDuty.objects.filter(person__in=people))


def _empty_edition(course: CoursePage) -> CourseEdition:
    """An offline course has sessions; it need not have any lesson to read."""
    # Whoever closes the last session of another class at this moment waits here.
    CoursePage.objects.select_for_update().get(pk=course.pk)
    return latest_edition(course) or CourseEdition.objects.create(
        course=course, number=1, content={"lessons": []}
    )
