"""Editions and enrolments of courses. Pages are in `pages`, kinds in `activities`."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from academy.core import clock
from courses.activities.lecture import Lecture
from courses.activities.micro_film import MicroFilm
from courses.activities.quiz import Quiz
from courses.activities.reading import Reading
from courses.films.models import Film
from courses.pages import ChapterPage, CourseIndexPage, CoursePage, LessonActivity, LessonPage
from courses.questions.models import (
    Question,
    QuestionBank,
    QuestionVersion,
    QuizAnswer,
)
from courses.texts.models import Passage
from courses.watching.models import Watch

__all__ = [
    "ChapterPage",
    "CourseEdition",
    "CourseEnrolment",
    "CourseIndexPage",
    "CoursePage",
    "Film",
    "Lecture",
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
