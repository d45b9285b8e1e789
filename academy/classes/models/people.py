"""Those who teach, and where."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models

from academy.classes.enums import TeacherForm
from academy.classes.models.resources import Resource


class Expertise(models.Model):
    """A field in which teachers are at home and sessions are held."""

    name = models.CharField("名称", max_length=40, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "专长领域"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TeacherQuerySet(models.QuerySet["Teacher"]):
    def teaching(self) -> Self:
        """Those who can be asked to teach."""
        return self.filter(is_active=True)


class Teacher(models.Model):
    """Somebody who teaches; `person` where they sign in.

    Load limits: `sessions_per_day`, `minutes_per_week`; None: no limit.
    """

    resource = models.OneToOneField(Resource, models.PROTECT, related_name="teacher")
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="teacher",
        verbose_name="账号",
    )
    name = models.CharField("姓名", max_length=80)
    title = models.CharField("职称或职务", max_length=80, blank=True)
    unit = models.CharField("单位", max_length=120, blank=True)
    form = models.CharField(
        "类别", max_length=10, choices=TeacherForm.choices, default=TeacherForm.STAFF
    )
    phone = models.CharField("联系电话", max_length=20, blank=True)
    about = models.TextField("简介", blank=True)
    expertise = models.ManyToManyField(
        Expertise, blank=True, related_name="teachers", verbose_name="专长领域"
    )
    sessions_per_day = models.PositiveSmallIntegerField("每天最多课次", null=True, blank=True)
    minutes_per_week = models.PositiveSmallIntegerField("每周最多分钟", null=True, blank=True)
    is_active = models.BooleanField("在聘", default=True)

    objects = TeacherQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "教师"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Room(models.Model):
    """A room of the academy or of a place it uses. How many it holds: `resource.capacity`."""

    resource = models.OneToOneField(Resource, models.PROTECT, related_name="room")
    name = models.CharField("名称", max_length=80, unique=True)
    building = models.CharField("地点", max_length=120, blank=True)
    equipment = models.CharField("设备", max_length=200, blank=True)
    is_active = models.BooleanField("可用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "教室"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
