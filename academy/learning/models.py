"""Activity and what people did with it; the ledger of hours; the log of learning."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from polymorphic.models import PolymorphicModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from academy.core import clock
from academy.learning.enums import AttemptState, HourKind, Verb

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt.

    `completed`: the activity counts as done. `score`/`max_score`: points, None where nothing is
    scored. `passed`: None where there is nothing to pass. `words`: one sentence for the trainee.
    """

    completed: bool
    words: str
    score: Decimal | None = None
    max_score: Decimal | None = None
    passed: bool | None = None


@dataclass(frozen=True)
class CreditBasis:
    """What an activity's hours are computed from: its length and whether a test was passed."""

    kind: HourKind
    minutes: int
    passed_test: bool = False


@dataclass(frozen=True)
class Saved:
    """Answer to an autosave. `unanswered`: questions still without an answer."""

    unanswered: int
    words: str = "已保存"
    extra: dict[str, Any] = field(default_factory=dict)


class Activity(
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    index.Indexed,
    PolymorphicModel,
):
    """Something a trainee can do, and the rule for when it is done.

    A kind is a concrete subclass in one module of one hall. It sets the class attributes below
    and overrides `start`, `save_answers` and `judge`; menus, the admin, the player, credits and
    the contract tests find it through `kinds_of(Activity)`.

    `judge` and `save_answers` receive whatever a browser sends: they must give an outcome for
    empty and absurd answers and must never raise on them.
    """

    kind_label: ClassVar[str]
    icon: ClassVar[str]
    player_template: ClassVar[str]
    hours_kind: ClassVar[HourKind] = HourKind.ONLINE

    title = models.CharField("标题", max_length=120)
    summary = models.CharField("简介", max_length=240, blank=True)
    minutes = models.PositiveSmallIntegerField("时长（分钟）", default=0)
    earns_hours = models.BooleanField("完成后计学时", default=True)

    search_fields = [index.SearchField("title", boost=2), index.SearchField("summary")]

    class Meta:
        verbose_name = verbose_name_plural = "学习活动"

    def __str__(self) -> str:
        return self.title

    def start(self, attempt: Attempt) -> None:
        """Prepare a new attempt before it is saved: draw questions, set `due_at`, fill `data`."""

    def may_start(self, finished_attempts: int) -> str:
        """Empty when another attempt is allowed, else why not, in words for the trainee."""
        return ""

    def player_context(self, attempt: Attempt) -> dict[str, Any]:
        """What `player_template` needs besides `activity`, `attempt` and `completion`."""
        return {}

    def save_answers(self, attempt: Attempt, answers: Mapping[str, list[str]]) -> Saved:
        """Keep answers given so far; called for every change while the attempt is open."""
        return Saved(unanswered=0)

    def judge(self, attempt: Attempt, answers: Mapping[str, list[str]]) -> Outcome:
        """Decide what a submitted attempt came to. Reads what was saved; writes nothing."""
        raise TypeError(f"{type(self).__name__} must say how it is judged")

    def credit_basis(self, outcome: Outcome) -> CreditBasis:
        """What the hours of a completion are computed from."""
        return CreditBasis(self.hours_kind, self.minutes)


class Attempt(models.Model):
    """One person's go at an activity. `data` belongs to the kind. `due_at`: the server's limit."""

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
    data = models.JSONField(default=dict, blank=True)

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


class Completion(models.Model):
    """A person completed an activity: once, whatever they repeat later."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="completions")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="completions")
    attempt = models.ForeignKey(Attempt, models.PROTECT, null=True, blank=True)
    completed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "完成"
        constraints = [
            models.UniqueConstraint(fields=["user", "activity"], name="learning_completion_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.activity_id}"


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

    class Meta:
        verbose_name = verbose_name_plural = "学时规则"
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.name}（{self.valid_from} 起）"


class AnnualTarget(models.Model):
    """Hours a category of trainees should reach in a year, by kind, from a day on."""

    category = models.ForeignKey("people.TraineeCategory", models.CASCADE, related_name="targets")
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


class CreditEntry(models.Model):
    """A line of the ledger of hours. Append-only: the database refuses UPDATE and DELETE.

    `hours` is negative on a reversing entry, which names the entry it `reverses` and a `reason`.
    `rule` says in words how the figure came about; `completion` is the evidence.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="credits")
    kind = models.CharField(max_length=12, choices=HourKind.choices)
    hours = models.DecimalField(max_digits=6, decimal_places=2)
    year = models.PositiveSmallIntegerField()
    policy = models.ForeignKey(HourPolicy, models.PROTECT)
    rule = models.CharField(max_length=200)
    title = models.CharField(max_length=160)
    completion = models.ForeignKey(Completion, models.PROTECT, null=True, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "学时记录"
        indexes = [models.Index(fields=["user", "year"], name="learning_credit_user_year")]
        constraints = [
            models.UniqueConstraint(
                fields=["completion"],
                condition=Q(reverses=None),
                name="learning_credit_once_per_completion",
            )
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


class Statement(models.Model):
    """One sentence of the log of learning (xAPI): who did what with what, with what result."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="statements")
    verb = models.CharField(max_length=12, choices=Verb.choices)
    object_type = models.CharField(max_length=24)
    object_id = models.CharField(max_length=40)
    object_title = models.CharField(max_length=160)
    result = models.JSONField(default=dict, blank=True)
    stored_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "学习日志"
        ordering = ["-stored_at", "-pk"]
        indexes = [models.Index(fields=["user", "-stored_at"], name="learning_statement_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.verb} {self.object_title}"
