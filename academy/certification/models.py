"""Programmes, and the certificates granted under them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, WorkflowMixin

from academy.certification.enums import CertificateState
from academy.certification.requirements import RequirementsField
from academy.core import clock


class Programme(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, models.Model):
    """What a certificate stands for and what must be shown for it.

    `requirements` are drafted and revised with it; all of them must be met.
    """

    code = models.SlugField("代码", unique=True)
    title = models.CharField("证书名称", max_length=80)
    summary = models.CharField("说明", max_length=300, blank=True)
    statement = models.CharField("证书正文", max_length=200)
    issuer = models.CharField("颁发单位", max_length=80, default="吉林长春社区干部学院")
    requirements = RequirementsField(verbose_name="颁证条件")

    class Meta:
        verbose_name = verbose_name_plural = "证书项目"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title


class Certificate(models.Model):
    """A granted certificate: a snapshot of what it was for. Number and snapshot never change.

    `snapshot`: printed name, titles, hours, requirement verdicts, programme revision, dates.
    """

    number = models.CharField("编号", max_length=24, unique=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="certificates")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="certificates"
    )
    snapshot = models.JSONField()
    state = models.CharField(
        max_length=8, choices=CertificateState.choices, default=CertificateState.VALID
    )
    issued_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=200, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    class Meta:
        verbose_name = verbose_name_plural = "证书"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "holder"],
                condition=models.Q(state="valid"),
                name="certification_one_valid",
            )
        ]

    def __str__(self) -> str:
        return self.number
