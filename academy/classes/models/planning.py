"""What the timetabling help proposed: nothing of it holds until somebody accepts it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from academy.classes.enums import ProposalItemState, ProposalKind, ProposalState
from academy.classes.models.classes import TrainingClass
from academy.classes.models.people import Room, Teacher
from academy.classes.models.sessions import Session
from academy.classes.rules import access
from academy.core import clock
from academy.people.models import standing_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from academy.people.models import User


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """Pair of `rules.access.can_plan`: plans that do not hold yet are the planners' own."""
        return self if access.can_plan(standing_of(viewer)) else self.none()

    def about(self, training_class: TrainingClass) -> Self:
        """Those made for a class, and those that would move a session of it."""
        touched = ProposalItem.objects.filter(session__training_class=training_class)
        return self.filter(Q(training_class=training_class) | Q(pk__in=touched.values("proposal")))


class Proposal(models.Model):
    """One answer of the timetabling help. `training_class`: None where it is about several.

    `words`: how it went, in one line. Settled: no place of it waits to be decided any more.
    """

    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    kind = models.CharField("类别", max_length=8, choices=ProposalKind.choices)
    title = models.CharField("标题", max_length=160)
    words = models.CharField("结果", max_length=200)
    state = models.CharField(
        "状态", max_length=8, choices=ProposalState.choices, default=ProposalState.OPEN
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=clock.now)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "排课建议"
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class ProposalItem(models.Model):
    """A place proposed for a session, or why there is none (`starts_at` None).

    `session_version`: the one the help looked at; a session that has changed since makes it
    stale. `before`: where the session stood, in words. `reasons`: what speaks for the place;
    `summary` and `blockers`: why there is none, and who is in the way. `refusal`: what stood
    against accepting it the last time.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="items")
    session = models.ForeignKey(Session, models.PROTECT, related_name="proposed")
    session_version = models.PositiveIntegerField()
    starts_at = models.DateTimeField("开始", null=True, blank=True)
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="+")
    teachers = models.ManyToManyField(Teacher, related_name="+")
    before = models.CharField(max_length=200, blank=True)
    reasons = models.JSONField(default=list)
    summary = models.TextField(blank=True)
    blockers = models.JSONField(default=list)
    state = models.CharField(
        "状态", max_length=8, choices=ProposalItemState.choices, default=ProposalItemState.OPEN
    )
    refusal = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "建议项"
        ordering = ["proposal", "starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "session"], name="classes_proposed_once_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id} · {self.get_state_display()}"

    @property
    def is_acceptable(self) -> bool:
        """Whether there is something to decide: a place that nobody has answered yet."""
        return self.state == ProposalItemState.OPEN and self.starts_at is not None

    @property
    def ends_at(self) -> dt.datetime | None:
        """When the session would end there."""
        starts_at = self.starts_at
        return starts_at and starts_at + dt.timedelta(minutes=self.session.minutes)
