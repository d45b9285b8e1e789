"""Who may come, who was asked, who came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from academy.classes.enums import ClassPost, EnrolmentState
from academy.classes.models.classes import KEEPERS, ON_THE_LIST, TrainingClass
from academy.core import clock
from academy.people.models import Organisation, standing_of, within

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from academy.people.models import User

# Their units agreed: they take up a place of a quota.
AGREED = [state for state in ON_THE_LIST if state != EnrolmentState.NOMINATED]
# The academy confirmed them: they take up a place of the class.
SEATED = [state for state in AGREED if state != EnrolmentState.APPROVED]
EXPECTED = [EnrolmentState.CONFIRMED, EnrolmentState.ARRIVED]
CAME = [EnrolmentState.ARRIVED, EnrolmentState.COMPLETED, EnrolmentState.NOT_COMPLETED]


class Quota(models.Model):
    """Places of a class for a unit and all below it."""

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="quotas")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="quotas", verbose_name="单位"
    )
    places = models.PositiveSmallIntegerField("名额")

    class Meta:
        verbose_name = verbose_name_plural = "名额"
        ordering = ["organisation__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "organisation"], name="classes_quota_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.places}"


class ClassGroup(models.Model):
    """A group (小组) of a class."""

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="groups")
    number = models.PositiveSmallIntegerField("组号")
    name = models.CharField("组名", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "小组"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["training_class", "number"], name="classes_group_once")
        ]

    def __str__(self) -> str:
        return self.name or f"第 {self.number} 组"


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def standing(self) -> Self:
        """Those who were neither refused nor left."""
        return self.filter(state__in=ON_THE_LIST)

    def expected(self) -> Self:
        """Those who are to sit in the class: confirmed, and those who are there already."""
        return self.filter(state__in=EXPECTED)

    def arrived(self) -> Self:
        """Those who came, however it ended."""
        return self.filter(state__in=CAME)

    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """Pair of `rules.access.can_see_enrolment`: whose entries `viewer` may look at."""
        standing = standing_of(viewer)
        if not standing.is_active:
            return self.none()
        if standing.sees_everyone or standing.sees_trainees:
            return self
        own = Q(person_id=standing.user_id)
        staff = Q(training_class__staff__person=standing.user_id)
        kept = staff & Q(training_class__staff__duty__in=KEEPERS)
        managed = within(standing.managed_paths, "organisation__path")
        return self.filter(pk__in=self.model.objects.filter(own | kept | managed).values("pk"))


class Enrolment(models.Model):
    """A person on the list of a class. `organisation`: the unit they come from.

    `leave_hours`: class hours of granted leave, what was given back by coming early taken off;
    `attended`/`expected`: closed sessions they were at, and closed sessions in all. All three are
    written by the actions that change them.
    """

    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="enrolments", verbose_name="培训班"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments", verbose_name="学员"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="enrolments", verbose_name="单位"
    )
    state = models.CharField(
        "状态", max_length=14, choices=EnrolmentState.choices, default=EnrolmentState.NOMINATED
    )
    version = models.PositiveIntegerField(default=1)
    group = models.ForeignKey(
        ClassGroup, models.SET_NULL, null=True, blank=True, related_name="members"
    )
    post = models.CharField("班委", max_length=12, choices=ClassPost.choices, blank=True)
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    nominated_at = models.DateTimeField(default=clock.now)
    reason = models.CharField("原因", max_length=200, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    leave_hours = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    attended = models.PositiveSmallIntegerField(default=0)
    expected = models.PositiveSmallIntegerField(default=0)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "学员名单项"
        ordering = ["organisation__path", "person__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "person"], name="classes_enrolment_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.training_class}"
