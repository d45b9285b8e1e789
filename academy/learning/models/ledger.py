"""The ledger of hours: the dated rule, the yearly target, the lines and their totals."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from academy.core import clock
from academy.learning.enums import HourKind
from academy.learning.models.study import Completion
from academy.learning.rules.hours import HourRule, parse_bands


class HourPolicyQuerySet(models.QuerySet["HourPolicy"]):
    def in_force(self, day: dt.date) -> HourPolicy | None:
        """The policy that counts on a day: the latest that has begun."""
        return self.filter(valid_from__lte=day).order_by("-valid_from").first()


class HourPolicy(models.Model):
    """The rule that turns study into hours, from a day on. A change is a new row, never an edit.

    `online_bands`: [{"minutes": 15, "at_least": false, "hours": "0.5"}, …]: a length of at least
    (or, where false, strictly over) `minutes` earns `hours`; the highest band that fits counts.
    """

    name = models.CharField("名称", max_length=80)
    valid_from = models.DateField("生效日期", unique=True)
    minutes_per_hour = models.PositiveSmallIntegerField("每学时分钟数", default=45)
    half_day_hours = models.DecimalField("半天学时", max_digits=4, decimal_places=2, default=4)
    day_max_hours = models.DecimalField("每天上限", max_digits=4, decimal_places=2, default=8)
    online_bands = models.JSONField("网络学时分档")
    test_bonus = models.DecimalField("测验通过加计", max_digits=4, decimal_places=2, default=0)
    source = models.CharField("依据", max_length=200, blank=True)

    objects = HourPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "学时规则"
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.name}（{self.valid_from} 起）"

    @property
    def rule(self) -> HourRule:
        """The policy as plain values that hours are computed with."""
        return HourRule(
            minutes_per_hour=self.minutes_per_hour,
            day_max=self.day_max_hours,
            bands=parse_bands(self.online_bands),
            test_bonus=self.test_bonus,
        )


class AnnualTarget(models.Model):
    """Hours a category of trainees should reach in a year, by kind, from a day on."""

    category = models.ForeignKey(
        "people.TraineeCategory",
        models.CASCADE,
        related_name="targets",
        verbose_name="学员类别",
    )
    kind = models.CharField("学时类别", max_length=12, choices=HourKind.choices)
    hours = models.DecimalField("应完成学时", max_digits=6, decimal_places=2)
    valid_from = models.DateField("生效日期")
    source = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "年度学时要求"
        constraints = [
            models.UniqueConstraint(
                fields=["category", "kind", "valid_from"], name="learning_target_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.category} · {self.get_kind_display()} · {self.hours}"


class CreditEntryQuerySet(models.QuerySet["CreditEntry"]):
    """Words for lines of the ledger."""

    def standing(self) -> Self:
        """Lines that reverse nothing and were not reversed: what somebody was credited."""
        return self.filter(reverses=None, reversed_by=None)


class CreditEntry(models.Model):
    """A line of the ledger of hours. Append-only: the database refuses UPDATE and DELETE.

    `hours` is negative on a reversing entry, which names the entry it `reverses` and a `reason`.
    `rule` says in words how the figure came about. `earned_on` is the local day of the study,
    which decides policy, year and the day's limit.

    A line rests on a `completion`, or on other `evidence`: a key that the app which knows it
    chooses, such as "session:45" or "course:12"; "" where there is none. `evidence_count`: the
    how-many-eth line of the person for this evidence, from 1 on, so that what was reversed can be
    credited again; 0 without evidence. A reversing entry repeats both from what it reverses.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="credits", verbose_name="学员"
    )
    kind = models.CharField("学时类别", max_length=12, choices=HourKind.choices)
    hours = models.DecimalField("学时", max_digits=6, decimal_places=2)
    earned_on = models.DateField("日期")
    year = models.PositiveSmallIntegerField("年度")
    policy = models.ForeignKey(
        HourPolicy, models.PROTECT, related_name="credits", verbose_name="学时规则"
    )
    rule = models.CharField("算法", max_length=200)
    title = models.CharField("名称", max_length=160)
    completion = models.ForeignKey(
        Completion, models.PROTECT, null=True, blank=True, related_name="credits"
    )
    evidence = models.CharField("依据", max_length=40, blank=True, default="")
    evidence_count = models.PositiveSmallIntegerField("依据第几次计入", default=0)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    reason = models.CharField("原因", max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="经办人",
    )
    created_at = models.DateTimeField("记入时间", default=clock.now)

    objects = CreditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "学时记录"
        default_permissions = ["view"]
        permissions = [("reverse_creditentry", "冲销学时记录")]
        indexes = [models.Index(fields=["user", "year"], name="learning_credit_user_year")]
        constraints = [
            models.UniqueConstraint(
                fields=["completion"],
                condition=Q(reverses=None),
                name="learning_credit_once_per_completion",
            ),
            models.UniqueConstraint(
                fields=["user", "evidence", "evidence_count"],
                condition=Q(reverses=None) & ~Q(evidence=""),
                name="learning_credit_once_per_evidence",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.year} · {self.hours}"


class YearTotal(models.Model):
    """Sum of a person's ledger lines of a kind in a year, written with each line."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="year_totals")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=HourKind.choices)
    hours = models.DecimalField(max_digits=8, decimal_places=2, default=0)

    class Meta:
        verbose_name = verbose_name_plural = "年度学时合计"
        constraints = [
            models.UniqueConstraint(fields=["user", "year", "kind"], name="learning_total_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.year} · {self.kind} · {self.hours}"
