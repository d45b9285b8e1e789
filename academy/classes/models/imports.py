"""Rosters that came as files: what was checked, what was written, what was taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models

from academy.classes.enums import ImportState, RosterChange
from academy.classes.models.classes import TrainingClass, private_storage
from academy.classes.models.roster import Enrolment
from academy.classes.rules import access
from academy.core import clock
from academy.jobs.models import Job
from academy.people.models import standing_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from academy.people.models import User


class RosterImportQuerySet(models.QuerySet["RosterImport"]):
    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """All of them for those who plan classes; one's own for unit managers.

        Who manages no unit any more sees none: the files tell about people of the units.
        """
        standing = standing_of(viewer)
        if access.can_plan(standing):
            return self
        if not (standing.is_active and standing.managed_paths):
            return self.none()
        return self.filter(by_id=standing.user_id)

    def listed(self) -> Self:
        """For lists: without the long fields, and whether there are faults as `is_faulty`."""
        faulty = models.Case(
            models.When(faults=[], then=False), default=True, output_field=models.BooleanField()
        )
        return self.defer("faults", "warnings", "changes", "left").annotate(is_faulty=faulty)


class RosterImport(models.Model):
    """A file with a roster for a class, kept privately until some time after it is settled.

    `digest`: SHA-256 of the file. `counts`: how many rows by `RosterChange`, "rows" in all.
    `faults`, `warnings`, `changes`: [row, column, words] each, as last checked. `groups`: numbers
    of the groups it made. `left`: after an undo, [row, name, why] of what was kept. `by`: None
    for the operator of the server, who may do what administrators may.
    """

    training_class = models.ForeignKey(
        TrainingClass, models.CASCADE, related_name="roster_imports", verbose_name="培训班"
    )
    file = models.FileField(
        "文件", storage=private_storage, upload_to="classes/rosters/", max_length=200, blank=True
    )
    name = models.CharField("文件名", max_length=160)
    digest = models.CharField(max_length=64)
    state = models.CharField(
        "状态", max_length=9, choices=ImportState.choices, default=ImportState.CHECKED
    )
    counts = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    groups = models.JSONField(default=list)
    left = models.JSONField(default=list)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="导入人",
    )
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField("上传时间", default=clock.now)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    written_at = models.DateTimeField("导入时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = RosterImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名单导入"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def _count(self, *changes: RosterChange) -> int:
        counts: dict[str, Any] = self.counts
        return sum(counts.get(change, 0) for change in changes)

    @property
    def new_people(self) -> int:
        return self._count(RosterChange.NEW_PERSON)

    @property
    def new(self) -> int:
        """Rows that put somebody on the list, with a new account or not."""
        return self._count(RosterChange.NEW_PERSON, RosterChange.NEW)

    @property
    def changed(self) -> int:
        return self._count(RosterChange.CHANGED)

    @property
    def same(self) -> int:
        return self._count(RosterChange.SAME)


class RosterImportRow(models.Model):
    """What an import wrote for one person: what an undo takes back.

    `version`: of the enrolment right after. `group_before`, `post_before`: of one that was changed.
    """

    roster_import = models.ForeignKey(RosterImport, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    change = models.CharField(max_length=10, choices=RosterChange.choices)
    enrolment = models.ForeignKey(Enrolment, models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_post = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    group_before = models.PositiveSmallIntegerField(null=True)
    post_before = models.CharField(max_length=12, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "名单导入明细"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.roster_import_id} · {self.number}"
