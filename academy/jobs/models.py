"""The durable job: the truth about background work."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.db.models import F, Q

from academy.core import clock
from academy.jobs import rules
from academy.jobs.enums import JobState

# Anybody who looks: the people themselves live a floor above.
Viewer = AbstractUser | AnonymousUser
SEE_ALL = "jobs.view_job"


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """One's own jobs; all of them for those who may see every job (`SEE_ALL`)."""
        if not viewer.is_authenticated:
            return self.none()
        return self if viewer.has_perm(SEE_ALL) else self.filter(owner_id=viewer.pk)

    def expired(self, now: dt.datetime) -> Self:
        """Left behind by a worker that died: the lease ran out."""
        return self.filter(state=JobState.RUNNING, leased_until__lt=now)

    def ready(self, now: dt.datetime) -> Self:
        """Queued, and no longer waiting after a failed attempt."""
        return self.filter(state=JobState.QUEUED, run_after__lte=now)

    def exhausted(self) -> Self:
        """All attempts are used up."""
        return self.filter(attempts__gte=F("max_attempts"))


class Job(models.Model):
    """A piece of background work that survives the death of its worker.

    A worker holds it by `lease_token` until `leased_until`; every step checks the token. `done`
    of `total` steps are finished; `cursor` is what the kind needs to go on from there.
    `idempotency_key`: enqueuing the same key twice gives the same job. `attempts` counts claims.
    `error` is for the owner, `trace` (a traceback) for administrators. `result_file` is a name in
    the private storage, `result_url` an address of the site.
    """

    kind = models.CharField("类别", max_length=60)
    title = models.CharField("名称", max_length=120)
    params = models.JSONField(default=dict)
    state = models.CharField(
        "状态", max_length=8, choices=JobState.choices, default=JobState.QUEUED
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="jobs"
    )
    idempotency_key = models.CharField(max_length=120, unique=True)
    done = models.PositiveIntegerField("已做步数", default=0)
    total = models.PositiveIntegerField("总步数", default=0)
    cursor = models.JSONField(default=dict)
    words = models.CharField("进度", max_length=200, blank=True)
    error = models.TextField("错误", blank=True)
    trace = models.TextField("错误详情", blank=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    lease_token = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField("执行进程", max_length=120, blank=True)
    run_after = models.DateTimeField(default=clock.now)
    result_file = models.CharField(max_length=200, blank=True)
    result_url = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField("提交时间", default=clock.now)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "run_after"], name="jobs_claimable")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=JobState.RUNNING, lease_token__isnull=False)
                | Q(~Q(state=JobState.RUNNING), lease_token=None),
                name="jobs_running_is_leased",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def percent(self) -> int:
        """Progress in whole percent."""
        return 100 if self.state == JobState.DONE else rules.percent(self.done, self.total)

    @property
    def is_over(self) -> bool:
        """Nothing more will happen unless somebody asks for it."""
        return self.state in {JobState.DONE, JobState.FAILED}

    @property
    def status_words(self) -> str:
        """One line for the owner: what is happening, or what went wrong."""
        is_well = self.state in {JobState.RUNNING, JobState.DONE}
        return (self.words if is_well else self.error) or self.get_state_display()

    def is_visible_to(self, viewer: Viewer) -> bool:
        """The predicate beside `visible_to`."""
        if not viewer.is_authenticated:
            return False
        return viewer.has_perm(SEE_ALL) or self.owner_id == viewer.pk
