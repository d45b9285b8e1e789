"""User, organisation tree and memberships."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.auth.models import AbstractUser, AnonymousUser, UserManager
from django.db import models
from django.db.models import Q
from treebeard.mp_tree import MP_Node, MP_NodeQuerySet

from academy.people.enums import OrganisationLevel, Role

if TYPE_CHECKING:
    from datetime import date


class TraineeCategory(models.Model):
    """A category of trainees with yearly targets of its own (targets live in learning)."""

    code = models.SlugField("代码", unique=True)
    name = models.CharField("名称", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "学员类别"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class OrganisationQuerySet(MP_NodeQuerySet):
    pass


class Organisation(MP_Node):
    """A unit in the tree city / district / street / community. `code` is the division code."""

    name = models.CharField("名称", max_length=80)
    code = models.CharField("代码", max_length=20, unique=True)
    level = models.CharField("层级", max_length=20, choices=OrganisationLevel.choices)

    class Meta:
        verbose_name = verbose_name_plural = "单位"

    def __str__(self) -> str:
        return self.name


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """The people whose records `viewer` may open."""
        return self.none()


class AcademyUserManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    pass


class User(AbstractUser):
    """A person who signs in by account (`username`) or phone.

    `name` is the person's name as printed on certificates. `phone` is stored normalised
    (eleven digits on the mainland, no +86) and is unique where present.
    """

    name = models.CharField("姓名", max_length=80)
    phone = models.CharField("手机号", max_length=20, null=True, blank=True, unique=True)
    category = models.ForeignKey(
        TraineeCategory, models.PROTECT, null=True, blank=True, verbose_name="学员类别"
    )
    must_change_password = models.BooleanField("首次登录须改密码", default=False)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[AcademyUserManager] = AcademyUserManager()

    class Meta:
        verbose_name = verbose_name_plural = "用户"

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, on: date) -> Self:
        """Memberships in force on a day."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on), started_on__lte=on)


class Membership(models.Model):
    """A role of a person in an organisation, from a day until a day (exclusive)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField("角色", max_length=24, choices=Role.choices)
    started_on = models.DateField("开始日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(ended_on=None),
                name="people_membership_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.get_role_display()}"
