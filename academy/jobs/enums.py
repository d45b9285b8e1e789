"""Choices of jobs."""

from django.db.models import TextChoices


class JobState(TextChoices):
    """Life of a job."""

    QUEUED = "queued", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"
