"""Programmes, and the certificates granted under them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from academy.certification.enums import CertificateState
from academy.certification.requirements import RequirementsField
from academy.certification.rules.names import masked_name
from academy.certification.rules.numbers import grouped
from academy.core import clock
from academy.people.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest


FOR_CLASSES_HELP = (
    "勾选后不出现在“证书项目”列表中，学员只能在所在培训班的结业页领取；"
    "用到培训班的条件（如出勤）只能放在勾选了这一项的项目里。"
)
CODE_HELP = "用于网址：只用英文字母、数字和连字符，例如 shequ-yishi。发布后不要改动。"


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def published(self) -> Self:
        """Programmes that trainees can see and earn."""
        return self.filter(live=True)

    def open_to_all(self) -> Self:
        """Published ones that anybody can earn, without being in a class."""
        return self.published().filter(is_for_classes=False)


class Programme(
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    index.Indexed,
    models.Model,
):
    """What a certificate stands for and what must be shown for it.

    `requirements` are drafted and revised with it; all of them must be met.
    """

    code = models.SlugField("代码", unique=True, help_text="用于网址，发布后不要改动。")
    title = models.CharField("证书名称", max_length=80)
    summary = models.CharField("说明", max_length=300, blank=True)
    statement = models.CharField(
        "证书正文", max_length=200, help_text="印在姓名下面，例如“完成社区治理专题学习，考核合格。”"
    )
    issuer = models.CharField("颁发单位", max_length=80, default="吉林长春社区干部学院")
    is_for_classes = models.BooleanField("只用于培训班结业", default=False)
    requirements = RequirementsField(verbose_name="颁证条件")

    objects = ProgrammeQuerySet.as_manager()

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("title"),
                FieldPanel("code", help_text=CODE_HELP),
                FieldPanel("summary"),
                FieldPanel("is_for_classes", help_text=FOR_CLASSES_HELP),
            ],
            heading="证书项目",
        ),
        MultiFieldPanel([FieldPanel("statement"), FieldPanel("issuer")], heading="印在证书上"),
        MultiFieldPanel(
            [
                HelpPanel(content="<p>下列条件全部满足，学员才能领取证书。</p>"),
                FieldPanel("requirements"),
            ],
            heading="颁证条件",
        ),
    ]
    search_fields = [index.SearchField("title"), index.SearchField("summary")]

    class Meta:
        verbose_name = verbose_name_plural = "证书项目"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """A requirement that only classes meet would make a general programme out of reach."""
        super().clean()
        field = Programme._meta.get_field("requirements")
        labels = [] if self.is_for_classes else field.labels_needing_scope(self.requirements)
        if labels:
            words = "、".join(f"“{label}”" for label in labels)
            message = f"条件{words}只在培训班里计算：请勾选“只用于培训班结业”，或删去这些条件。"
            raise ValidationError({"requirements": message})

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "certification/programme_preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {"request": request, "programme": self}


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def valid(self) -> Self:
        return self.filter(state=CertificateState.VALID)

    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """Certificates of oneself and of the people whose records one may open."""
        return self.filter(holder__in=User.objects.visible_to(viewer))


class Certificate(models.Model):
    """A granted certificate: a snapshot of what it was for.

    The database refuses to change number, holder, programme, scope, snapshot and day, to make a
    void one valid again, and to delete one.

    `scope`: key of what it was granted for, such as "class:12" (see `scopes`); "" where it is the
    person's alone. A person may hold one valid certificate per programme and scope.

    `snapshot`: {"name": as printed, "title", "statement", "issuer", "scope": words of what it was
    for or "" (absent from certificates older than scopes), "programme_revision": id or null,
    "hours": {"year": 2026, "total": "12.50", "last_entry": id of a ledger line or 0},
    "requirements": [{"met", "wanted", "own", "parts"}], "issued_on": "2026-11-23",
    "replaces": number or ""}.
    """

    number = models.CharField("编号", max_length=24, unique=True)
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="certificates", verbose_name="证书项目"
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="certificates",
        verbose_name="持证人",
    )
    scope = models.CharField("所属", max_length=40, blank=True, default="")
    snapshot = models.JSONField()
    state = models.CharField(
        "状态", max_length=8, choices=CertificateState.choices, default=CertificateState.VALID
    )
    issued_at = models.DateTimeField("颁发时间", default=clock.now)
    revoked_at = models.DateTimeField("作废时间", null=True, blank=True)
    revoked_reason = models.CharField("作废原因", max_length=200, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "证书"
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "holder", "scope"],
                condition=models.Q(state=CertificateState.VALID),
                name="certification_one_valid",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_valid(self) -> bool:
        return self.state == CertificateState.VALID

    @property
    def grouped_number(self) -> str:
        """The number in groups, for reading aloud."""
        return grouped(self.number)

    @property
    def scope_title(self) -> str:
        """Words of what it was granted for, such as the class's name; "" where for nothing."""
        return str(self.snapshot.get("scope", ""))

    @property
    def masked_name(self) -> str:
        """The printed name as the public sees it."""
        return masked_name(self.snapshot["name"])
