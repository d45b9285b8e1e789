"""The log of learning."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from academy.core import clock
from academy.learning.enums import Verb


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
