"""User, organisation tree and memberships."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.auth.models import AbstractUser, AnonymousUser, UserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from academy.core import clock
from academy.people import rules
from academy.people.enums import OrganisationLevel, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


def standing_of(person: User | AnonymousUser) -> rules.Standing:
    """What the rules know about a person today; one query, none for the anonymous."""
    if not isinstance(person, User):
        return rules.Standing()
    posts = person.memberships.current(clock.today()).values_list("role", "organisation__path")
    return rules.Standing(
        user_id=person.pk,
        is_active=person.is_active,
        is_superuser=person.is_superuser,
        posts=tuple(rules.Post(role, path) for role, path in posts),
    )


def within(tops: Iterable[str], field: str = "path") -> Q:
    """Places of the tree at or below any of `tops`; nothing when there are none."""
    return reduce(or_, (Q(**{f"{field}__startswith": top}) for top in tops), Q(pk__in=[]))


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
    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """The units whose people and figures `viewer` may look at, and the viewer's own."""
        standing = standing_of(viewer)
        if not standing.is_active:
            nothing: Self = self.none()
            return nothing
        if standing.sees_everyone or standing.sees_trainees:
            return self
        own = [post.path for post in standing.posts]
        seen: Self = self.filter(Q(path__in=own) | within(standing.managed_paths))
        return seen


class OrganisationManager(MP_NodeManager.from_queryset(OrganisationQuerySet)):  # type: ignore[misc]
    """Rows come in tree order."""

    def get_queryset(self) -> OrganisationQuerySet:
        units: OrganisationQuerySet = OrganisationQuerySet(self.model, using=self._db)
        return units.order_by("path")  # type: ignore[no-any-return]


class Organisation(MP_Node):
    """A unit in the tree city / district / street / community. `code` is the division code."""

    name = models.CharField("名称", max_length=80)
    code = models.CharField("代码", max_length=20, unique=True)
    level = models.CharField("层级", max_length=20, choices=OrganisationLevel.choices)

    objects = OrganisationManager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"

    @property
    def ancestor_paths(self) -> list[str]:
        """Paths of the units above, from the top down, without a query."""
        return [self.path[:end] for end in range(self.steplen, len(self.path), self.steplen)]

    def __str__(self) -> str:
        return self.name


class UserQuerySet(models.QuerySet["User"]):
    def holding(self, role: Role) -> Self:
        """The people who hold a role somewhere today."""
        posts = Membership.objects.current(clock.today()).filter(role=role)
        return self.filter(pk__in=posts.values("user_id"))

    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """The people whose records `viewer` may open."""
        standing = standing_of(viewer)
        if not standing.is_active:
            return self.none()
        if standing.sees_everyone:
            return self
        posts = within(standing.managed_paths, "organisation__path")
        if standing.sees_trainees:
            posts |= Q(role=Role.TRAINEE)
        members = Membership.objects.current(clock.today()).filter(posts).values("user_id")
        return self.filter(Q(pk=standing.user_id) | Q(pk__in=members))


class AcademyUserManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    pass


class User(AbstractUser):
    """A person who signs in by account (`username`) or phone.

    `username` is stored in lower case. `name` is the person's name as printed on certificates.
    `phone` is stored normalised (eleven digits on the mainland, no +86), unique where present.
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
        verbose_name = verbose_name_plural = "人员"
        constraints = [
            models.CheckConstraint(
                condition=Q(username=Lower("username")), name="people_account_lower_case"
            )
        ]

    @classmethod
    def normalize_username(cls, username: str) -> str:
        return rules.normalise_account(username)

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


def _in_force(on: date) -> Q:
    return (Q(ended_on=None) | Q(ended_on__gt=on)) & Q(started_on__lte=on)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, on: date) -> Self:
        """Memberships in force on a day."""
        return self.filter(_in_force(on))

    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """The posts `viewer` may know of: one's own with their past, others' current ones."""
        standing = standing_of(viewer)
        if not standing.is_active:
            return self.none()
        if standing.sees_everyone:
            return self
        reach = within(standing.managed_paths, "organisation__path")
        if standing.sees_trainees:
            reach |= Q(role=Role.TRAINEE)
        return self.filter(Q(user_id=standing.user_id) | (_in_force(clock.today()) & reach))


class Membership(models.Model):
    """A role of a person in an organisation, from a day until a day (exclusive)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="人员")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name="单位"
    )
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
