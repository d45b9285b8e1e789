"""Editions, enrolments and required study. Pages are in `pages`, kinds in `activities`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from academy.classes.models import ClassStaff, TrainingClass
from academy.classes.models.classes import KEEPERS
from academy.core import clock
from academy.learning.models import Activity
from academy.people.models import Organisation, standing_of, within
from courses.activities.lecture import Lecture
from courses.activities.micro_film import MicroFilm
from courses.activities.quiz import Quiz
from courses.activities.reading import Reading
from courses.enums import DutyState
from courses.films.models import Film
from courses.pages import ChapterPage, CourseIndexPage, CoursePage, LessonActivity, LessonPage
from courses.questions.models import (
    Question,
    QuestionBank,
    QuestionVersion,
    QuizAnswer,
)
from courses.sessions.lecture_session import LectureSession
from courses.sessions.self_study_session import SelfStudySession
from courses.sessions.seminar_session import SeminarSession
from courses.texts.models import Passage
from courses.watching.models import Watch

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.models import AnonymousUser

    from academy.people.models import User

__all__ = [
    "ChapterPage",
    "CourseEdition",
    "CourseEnrolment",
    "CourseIndexPage",
    "CoursePage",
    "Film",
    "Lecture",
    "LectureSession",
    "LessonActivity",
    "LessonPage",
    "MicroFilm",
    "Passage",
    "Question",
    "QuestionBank",
    "QuestionVersion",
    "Quiz",
    "QuizAnswer",
    "Reading",
    "RequiredStudy",
    "SelfStudySession",
    "SeminarSession",
    "StudyDuty",
    "Watch",
]


class CourseEdition(models.Model):
    """The activities and completion rule of a course as published, numbered from 1.

    `content`: {"lessons": [{"id": page id, "title": …, "chapter": …, "activities":
    [{"id": activity id, "title": …, "kind": label, "icon": …, "minutes": n, "hours": "0.5",
    "rule": when it is done, "required": true}]}]}
    `activity_ids`: the required ones (all, where none is), which make up the percentage.
    """

    course = models.ForeignKey(CoursePage, models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField("版本")
    content = models.JSONField()
    activity_ids = models.JSONField(default=list)
    published_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "课程版本"
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="courses_edition_once")
        ]

    def __str__(self) -> str:
        return f"{self.course_id} · {self.number}"


class CourseEnrolment(models.Model):
    """A person takes a course in a pinned edition. `percentage` (0–100) is stored."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="courses")
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="enrolments")
    edition = models.ForeignKey(CourseEdition, models.PROTECT, related_name="enrolments")
    percentage = models.PositiveSmallIntegerField(default=0)
    last_lesson_id = models.PositiveBigIntegerField(null=True, blank=True)
    enrolled_at = models.DateTimeField(default=clock.now)
    studied_at = models.DateTimeField(default=clock.now)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "选课"
        ordering = ["-studied_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "course"], name="courses_enrolment_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.course_id}"


class RequiredStudyQuerySet(models.QuerySet["RequiredStudy"]):
    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """Pair of `rules.can_see_required` and, for classes, of `rules.can_see_class_study`.

        What is required of units that `viewer` answers for, of units above those, of classes that
        `viewer` looks after, and of classes in which people of theirs have it to do.
        """
        standing = standing_of(viewer)
        if not standing.is_active:
            return self.none()
        if standing.sees_everyone or standing.sees_trainees:
            return self
        managed = standing.managed_paths
        step = Organisation.steplen
        above = {path[:end] for path in managed for end in range(step, len(path), step)}
        units = within(managed, "organisation__path") | Q(organisation__path__in=above)
        reached = StudyDuty.objects.filter(
            within(managed, "organisation__path"), required__training_class__isnull=False
        )
        kept = Q(training_class__in=kept_by(standing.user_id))
        return self.filter(units | kept | Q(pk__in=reached.values("required")))

    def current(self, now: dt.datetime) -> Self:
        """Neither withdrawn nor past its deadline."""
        return self.filter(withdrawn_at=None, due_at__gte=now)


def kept_by(person_id: int | None) -> models.QuerySet[ClassStaff, int]:
    """The classes that a person looks after, by id; helping with the roll is not that."""
    duties = ClassStaff.objects.filter(person=person_id, duty__in=KEEPERS)
    return duties.values_list("training_class", flat=True)


class RequiredStudy(models.Model):
    """A course or an activity that a unit's trainees, or a training class, must do (必学).

    Exactly one of `course` and `activity` is set, and exactly one of `organisation` (with all
    below it) and `training_class`. `due_at` is the last moment. Who it concerns is asked in one
    place, `queries.duties.audience`, and written down as `StudyDuty` rows. `key` is drawn by the
    form that makes it: sent twice, it is made once.
    """

    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="required_studies",
        verbose_name="单位",
    )
    training_class = models.ForeignKey(
        TrainingClass,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="required_studies",
        verbose_name="培训班",
    )
    course = models.ForeignKey(
        CoursePage, models.PROTECT, null=True, blank=True, related_name="required_studies"
    )
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="required_studies"
    )
    due_at = models.DateTimeField("截止时间")
    note = models.CharField("说明", max_length=200, blank=True)
    key = models.UUIDField(default=uuid4, unique=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(default=clock.now)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawal = models.CharField("撤回原因", max_length=200, blank=True)

    objects = RequiredStudyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "必学安排"
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(course=None, activity__isnull=False)
                | Q(course__isnull=False, activity=None),
                name="courses_one_thing_required",
            ),
            models.CheckConstraint(
                condition=Q(organisation=None, training_class__isnull=False)
                | Q(organisation__isnull=False, training_class=None),
                name="courses_one_target_required",
            ),
        ]

    def __str__(self) -> str:
        return f"《{self.title}》"

    @property
    def title(self) -> str:
        """Title of the course or activity."""
        wanted = self.course or self.activity
        return wanted.title if wanted else ""

    @property
    def target(self) -> Organisation | TrainingClass:
        """The unit or the class of which it is required; as text, its name."""
        # A constraint sees to it that there is one.
        return cast("Organisation | TrainingClass", self.organisation or self.training_class)

    @property
    def due_on(self) -> dt.date:
        """The last day."""
        return clock.local_date(self.due_at)


class StudyDutyQuerySet(models.QuerySet["StudyDuty"]):
    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """Pair of `rules.can_see_duty`.

        One's own, those of the people of units one answers for, and those that came through a
        class one looks after.
        """
        standing = standing_of(viewer)
        if not standing.is_active:
            return self.none()
        if standing.sees_everyone or standing.sees_trainees:
            return self
        managed = within(standing.managed_paths, "organisation__path")
        kept = RequiredStudy.objects.filter(training_class__in=kept_by(standing.user_id))
        return self.filter(Q(person_id=standing.user_id) | managed | Q(required__in=kept))

    def open(self) -> Self:
        return self.filter(state=DutyState.OPEN)

    def overdue(self, now: dt.datetime) -> Self:
        return self.open().filter(due_at__lt=now)


class StudyDuty(models.Model):
    """A required study of one person. `organisation`: the unit through which it came to them,
    or from which they came to the class of which it is required.

    `done_at` is when the person completed it, which may be long before it was required.
    """

    required = models.ForeignKey(RequiredStudy, models.CASCADE, related_name="duties")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="duties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    due_at = models.DateTimeField("截止时间")
    state = models.CharField(
        "状态", max_length=10, choices=DutyState.choices, default=DutyState.OPEN
    )
    assigned_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)

    objects = StudyDutyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "必学任务"
        indexes = [
            models.Index(fields=["person", "state", "due_at"], name="courses_duty_person"),
            models.Index(fields=["required", "state", "due_at"], name="courses_duty_required"),
            # What the daily reminders look for.
            models.Index(
                fields=["due_at"], condition=Q(state=DutyState.OPEN), name="courses_duty_due"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["required", "person"], name="courses_duty_once"),
            models.CheckConstraint(
                condition=Q(state=DutyState.DONE, done_at__isnull=False)
                | Q(~Q(state=DutyState.DONE), done_at=None),
                name="courses_duty_done_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.required_id}"

    @property
    def due_on(self) -> dt.date:
        """The last day."""
        return clock.local_date(self.due_at)
