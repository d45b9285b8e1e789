"""Published timetables, and the calendars people subscribe to."""

from __future__ import annotations

import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from academy.classes.models.classes import TrainingClass
from academy.classes.models.people import Teacher
from academy.classes.rules.timetable import Entry, from_json
from academy.core import clock


class TimetableVersionQuerySet(models.QuerySet["TimetableVersion"]):
    def current(self) -> Self:
        """The last version of each class: the one its people see."""
        later = self.model.objects.filter(
            training_class=OuterRef("training_class"), number__gt=OuterRef("number")
        )
        return self.filter(~Exists(later))


class TimetableVersion(models.Model):
    """The timetable of a class as it was published, numbered from 1. Never changed.

    `sessions`: its entries, see `rules.timetable.as_json`. `teachers`: those of its entries that
    are held. People see the last version alone, whatever is planned since.
    """

    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="timetables", verbose_name="培训班"
    )
    number = models.PositiveIntegerField("版本")
    sessions = models.JSONField()
    teachers = models.ManyToManyField(Teacher, related_name="timetables", verbose_name="教师")
    note = models.CharField("说明", max_length=200, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=clock.now)

    objects = TimetableVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "课表版本"
        ordering = ["training_class", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "number"], name="classes_timetable_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.training_class_id} · 第 {self.number} 版"

    def entries(self) -> list[Entry]:
        """What it says, in the order of time."""
        return [from_json(stored) for stored in self.sessions]


def new_token() -> str:
    """A secret nobody can guess, fit for an address: 32 random bytes."""
    return secrets.token_urlsafe(32)


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def open(self) -> Self:
        """Feeds that answer: not revoked, of people who may sign in."""
        return self.filter(revoked_at=None, user__is_active=True)


class CalendarFeed(models.Model):
    """The secret address under which a person's calendar program reads their sessions.

    Whoever has the token reads the feed, so it can be revoked; a revoked one never comes back.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="feeds")
    token = models.CharField(max_length=64, unique=True, default=new_token)
    created_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "日历订阅"
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at=None), name="classes_feed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.created_at:%Y-%m-%d}"
