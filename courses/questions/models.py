"""Banks, questions, their versions, and answers given."""

from __future__ import annotations

from typing import Self

from django.db import models

from academy.core import clock
from academy.learning.models import Attempt
from courses.questions.kinds import Kind, kind_named


class QuestionBank(models.Model):
    """A named collection of questions that quizzes draw from."""

    title = models.CharField("题库名称", max_length=120, unique=True)
    subject = models.CharField("主题", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "题库"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class QuestionQuerySet(models.QuerySet["Question"]):
    """Words for questions."""

    def in_use(self) -> Self:
        """Those that quizzes may draw."""
        return self.filter(retired=False, current__isnull=False)


class Question(models.Model):
    """A question of a bank. Its text is in its versions; `current` is the one drawn now.

    A retired question is drawn no more; attempts that hold it keep it.
    """

    bank = models.ForeignKey(QuestionBank, models.CASCADE, related_name="questions")
    name = models.CharField("题名", max_length=120)
    position = models.PositiveIntegerField("次序", default=0)
    retired = models.BooleanField("停用", default=False)
    current = models.ForeignKey(
        "QuestionVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "题目"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["bank", "name"], name="courses_question_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class QuestionVersion(models.Model):
    """A question as it stood: never changed once written.

    `kind`: a name of `courses.questions.kinds`, which says what `body` holds.
    """

    question = models.ForeignKey(Question, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField("题型", max_length=12)
    stem = models.TextField("题干")
    body = models.JSONField()
    feedback = models.TextField("解析", blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "题目版本"
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="courses_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"

    @property
    def ways(self) -> Kind:
        """How this kind of question is checked, shown and marked."""
        return kind_named(self.kind)

    @property
    def author_lines(self) -> list[str]:
        """What its author wrote besides the stem."""
        return self.ways.author_lines(self.body)

    @property
    def right_text(self) -> str:
        """The right answer in words."""
        return self.ways.right_text(self.body)


class QuizAnswer(models.Model):
    """A trainee's current answer to one drawn question, autosaved. `response`: list of strings."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="answers")
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="+")
    response = models.JSONField(default=list)
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "答题"
        constraints = [
            models.UniqueConstraint(fields=["attempt", "version"], name="courses_answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} · {self.version_id}"
