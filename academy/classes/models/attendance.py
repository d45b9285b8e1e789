"""Who was there, and who asked not to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime

from academy.classes.enums import (
    AttendanceState,
    LeaveKind,
    LeaveState,
    LeaveStepRole,
    RollMeans,
)
from academy.classes.models.roster import Enrolment
from academy.classes.models.sessions import Session
from academy.core import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from academy.people.models import User


class Attendance(models.Model):
    """Whether a person of the class was at a session, how that is known and who said so.

    `means` is empty where nobody was asked: granted leave put it there beforehand.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attendances")
    state = models.CharField("状态", max_length=8, choices=AttendanceState.choices)
    means = models.CharField("方式", max_length=6, choices=RollMeans.choices, blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    marked_at = models.DateTimeField(default=clock.now)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "考勤"
        constraints = [
            models.UniqueConstraint(fields=["session", "enrolment"], name="classes_attendance_once")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.get_state_display()}"


class LeaveQuerySet(models.QuerySet["Leave"]):
    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """The leave of those whose place on a list `viewer` may look at."""
        return self.filter(enrolment__in=Enrolment.objects.visible_to(viewer))

    def granted(self) -> Self:
        return self.filter(state__in=[LeaveState.APPROVED, LeaveState.RETURNED])


class Leave(models.Model):
    """A request not to be there from `starts_at` to `ends_at`.

    `hours`: class hours it costs; after an early return those up to `returned_at`.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="leaves")
    kind = models.CharField(
        "类别", max_length=8, choices=LeaveKind.choices, default=LeaveKind.PERSONAL
    )
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    reason = models.CharField("事由", max_length=200)
    hours = models.DecimalField("学时", max_digits=6, decimal_places=2)
    state = models.CharField(
        "状态", max_length=9, choices=LeaveState.choices, default=LeaveState.PENDING
    )
    version = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField(default=clock.now)
    returned_at = models.DateTimeField("销假时间", null=True, blank=True)
    key = models.UUIDField(null=True, unique=True, editable=False)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "请假"
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="classes_leave_forward"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} · {self.get_state_display()}"

    @property
    def span(self) -> str:
        """From when to when, in words; the last day only where it is another one."""
        begins, ends = localtime(self.starts_at), localtime(self.ends_at)
        last = "" if begins.date() == ends.date() else f"{ends.month}月{ends.day}日 "
        return f"{begins.month}月{begins.day}日 {begins:%H:%M}至{last}{ends:%H:%M}"


class LeaveStep(models.Model):
    """One who has to agree; in order. `agreed`: None while waiting."""

    leave = models.ForeignKey(Leave, models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    role = models.CharField("审批人", max_length=14, choices=LeaveStepRole.choices)
    agreed = models.BooleanField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)
    words = models.CharField("意见", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "请假审批"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["leave", "number"], name="classes_leave_step_once")
        ]

    def __str__(self) -> str:
        return f"{self.leave_id} · {self.number}"
