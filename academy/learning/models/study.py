"""What people did with activities: attempts and completions."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from academy.core import clock
from academy.learning.enums import AttemptState
from academy.learning.models.activity import Activity, Outcome


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Words for attempts."""

    def with_done(self) -> Self:
        """Each says whether its person has completed its activity, by itself or otherwise."""
        done = Completion.objects.filter(user=OuterRef("user"), activity=OuterRef("activity"))
        return self.annotate(is_done=Exists(done))


class Attempt(models.Model):
    """One person's go at an activity. `data` belongs to the kind. `due_at`: the server's limit.

    `completed`, `words` and the scores are the outcome, set once when it is submitted.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="attempts")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=12, choices=AttemptState.choices, default=AttemptState.OPEN)
    started_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    score = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    max_score = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)
    completed = models.BooleanField(default=False)
    words = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)
    # Where it was asked for: see `with_done`.
    is_done: bool

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "学习记录"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "activity", "number"], name="learning_attempt_number_once"
            ),
            models.UniqueConstraint(
                fields=["user", "activity"],
                condition=Q(state="open"),
                name="learning_one_open_attempt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.activity_id} · {self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == AttemptState.OPEN

    @property
    def outcome(self) -> Outcome | None:
        """What a submitted attempt came to; None while it is open."""
        if self.is_open:
            return None
        return Outcome(self.completed, self.words, self.score, self.max_score, self.passed)


class Completion(models.Model):
    """A person completed an activity: once, whatever they repeat later.

    `hours`: what it earned then, 0 where none; the ledger must hold a line of the same figure.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="completions")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="completions")
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, blank=True)
    completed_at = models.DateTimeField(default=clock.now)
    hours = models.DecimalField("学时", max_digits=6, decimal_places=2, default=0)

    class Meta:
        verbose_name = verbose_name_plural = "完成"
        constraints = [
            models.UniqueConstraint(fields=["user", "activity"], name="learning_completion_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.activity_id}"
