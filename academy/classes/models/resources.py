"""What can be occupied, when it is open, and who has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from academy.classes.enums import ResourceKind, Weekday
from academy.core import clock

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable


class Resource(models.Model):
    """Something only so many sessions can have at a time. Its owner points down to it.

    `lanes`: how many sessions at once (1: one alone). `capacity`: how many people together, None
    where nobody counts. Buffers: minutes it is needed before and after what it is needed for.
    `contact`: whom to call about it, in words, shown to whoever finds it taken.
    """

    kind = models.CharField("类别", max_length=8, choices=ResourceKind.choices)
    name = models.CharField("名称", max_length=120)
    lanes = models.PositiveSmallIntegerField("可同时使用", default=1)
    capacity = models.PositiveSmallIntegerField("容纳人数", null=True, blank=True)
    buffer_before = models.PositiveSmallIntegerField("提前准备（分钟）", default=0)
    buffer_after = models.PositiveSmallIntegerField("收尾整理（分钟）", default=0)
    contact = models.CharField("联系人", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "资源"
        ordering = ["kind", "name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(lanes__gte=1), name="classes_resource_lanes")
        ]

    def __str__(self) -> str:
        return self.name


class OpeningRule(models.Model):
    """Local hours of a weekday in which a resource can be had, within a season.

    A resource without any rule can always be had.
    """

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="opening_rules")
    weekday = models.PositiveSmallIntegerField("星期", choices=Weekday.choices)
    opens_at = models.TimeField("开始")
    closes_at = models.TimeField("结束")
    valid_from = models.DateField("自", null=True, blank=True)
    valid_until = models.DateField("至（含）", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "开放时间"
        ordering = ["weekday", "opens_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="classes_opening_forward"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"


class OpeningException(models.Model):
    """A day that goes by its own rule: closed (no hours), or open at other hours (调休)."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="opening_exceptions")
    day = models.DateField("日期")
    opens_at = models.TimeField("开始", null=True, blank=True)
    closes_at = models.TimeField("结束", null=True, blank=True)
    reason = models.CharField("说明", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "开放例外"
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "day"], name="classes_exception_once"),
            models.CheckConstraint(
                condition=Q(opens_at=None, closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="classes_exception_forward",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {'开放' if self.opens_at else '不开放'}"


class Blackout(models.Model):
    """A stretch of time in which a resource cannot be had. It never cancels what stands there."""

    resource = models.ForeignKey(Resource, models.CASCADE, related_name="blackouts")
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    reason = models.CharField("原因", max_length=120)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "停用时段"
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="classes_blackout_forward"
            )
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} · {self.reason}"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def active(self) -> Self:
        return self.filter(active=True)

    def overlapping(self, starts_at: dt.datetime, ends_at: dt.datetime) -> Self:
        """The one predicate: a.start < b.end and b.start < a.end."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)

    def on(self, resources: Iterable[int]) -> Self:
        return self.active().filter(resource_id__in=resources)


class Claim(models.Model):
    """A session has a resource from `starts_at` to `ends_at` (UTC, buffers included).

    `part`: 0 for the whole session, 1…n for the stops of a visit. `lane`: which of the resource's.
    `units`: how many people. Written by `actions.claims` alone. On PostgreSQL an exclusion
    constraint keeps active claims of one lane apart whatever the code does.
    """

    session = models.ForeignKey("classes.Session", models.PROTECT, related_name="claims")
    part = models.PositiveSmallIntegerField(default=0)
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="claims")
    lane = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    units = models.PositiveSmallIntegerField(default=1)
    active = models.BooleanField(default=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "占用"
        indexes = [
            models.Index(
                fields=["resource", "starts_at"],
                condition=Q(active=True),
                name="classes_claim_when",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="classes_claim_forward"
            ),
            models.UniqueConstraint(
                fields=["session", "part", "resource"],
                condition=Q(active=True),
                name="classes_claim_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} · {self.starts_at:%Y-%m-%d %H:%M}"
