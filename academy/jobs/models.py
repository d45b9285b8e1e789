"""The durable job: the truth about background work."""

from django.conf import settings
from django.db import models

from academy.core import clock
from academy.jobs.enums import JobState


class Job(models.Model):
    """A piece of background work that survives the death of its worker.

    A worker holds it by `lease_token` until `leased_until`; every step checks the token. `done`
    of `total` steps are finished; `cursor` is what the kind needs to go on from there.
    `idempotency_key`: enqueuing the same key twice gives the same job.
    """

    kind = models.CharField(max_length=60)
    title = models.CharField("名称", max_length=120)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.QUEUED)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="jobs"
    )
    idempotency_key = models.CharField(max_length=120, unique=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    cursor = models.JSONField(default=dict)
    words = models.CharField("进度", max_length=200, blank=True)
    error = models.TextField("错误", blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    lease_token = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    run_after = models.DateTimeField(default=clock.now)
    result_file = models.CharField(max_length=200, blank=True)
    result_url = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "run_after"], name="jobs_claimable")]

    def __str__(self) -> str:
        return self.title
