"""The training class: its plan, its staff, its papers, its events."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q

from academy.certification.models import Programme
from academy.classes.enums import ClassForm, ClassState, EnrolmentState, PaperKind, StaffDuty
from academy.classes.models.resources import Resource
from academy.classes.rules.leave import LeaveRule, Rung
from academy.core import clock
from academy.people.enums import Role
from academy.people.models import Organisation, standing_of, within

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.models import AnonymousUser

    from academy.people.models import User

ENDED = [ClassState.CLOSED, ClassState.CANCELLED]
OVER = [ClassState.COMPLETED, *ENDED]


class ClassPolicyQuerySet(models.QuerySet["ClassPolicy"]):
    def in_force(self, day: dt.date) -> ClassPolicy | None:
        """The policy that counts on a day: the latest that has begun."""
        return self.filter(valid_from__lte=day).order_by("-valid_from").first()


class ClassPolicy(models.Model):
    """Rules of classes from a day on. A change is a new row, never an edit.

    Leave beyond `leave_share_top`/`leave_share_bottom` of a class's hours means withdrawal.
    Leave up to `head_teacher_hours` is decided by the head teacher, up to `administrator_hours`
    by the administrators too, beyond that by a leader as well.
    """

    name = models.CharField("名称", max_length=80)
    valid_from = models.DateField("生效日期", unique=True)
    leave_share_top = models.PositiveSmallIntegerField("请假上限（分子）", default=1)
    leave_share_bottom = models.PositiveSmallIntegerField("请假上限（分母）", default=7)
    head_teacher_hours = models.DecimalField(
        "班主任批假上限（学时）", max_digits=5, decimal_places=2, default=4
    )
    administrator_hours = models.DecimalField(
        "教务批假上限（学时）", max_digits=5, decimal_places=2, default=8
    )
    roll_opens_minutes = models.PositiveSmallIntegerField("提前多久可签到（分钟）", default=30)
    late_minutes = models.PositiveSmallIntegerField("几分钟后算迟到", default=5)
    closing_days = models.PositiveSmallIntegerField("结业后几天内归档", default=7)
    source = models.CharField("依据", max_length=200, blank=True)

    objects = ClassPolicyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "班级规则"
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.name}（{self.valid_from} 起）"

    @property
    def leave_rule(self) -> LeaveRule:
        """The policy as plain values that leave is weighed with."""
        head, office, leader = Role.HEAD_TEACHER, Role.ADMINISTRATOR, Role.LEADER
        chain = (
            Rung(self.head_teacher_hours, (head,)),
            Rung(self.administrator_hours, (head, office)),
            Rung(None, (head, office, leader)),
        )
        return LeaveRule(Fraction(self.leave_share_top, self.leave_share_bottom), chain)


class TrainingClassQuerySet(models.QuerySet["TrainingClass"]):
    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """Pair of `rules.access.can_see_class`.

        The office, leaders and auditors see all; head teachers and helpers theirs; managers those
        that were announced to a unit of theirs; trainees those on whose list they stand.
        """
        standing = standing_of(viewer)
        if not standing.is_active:
            return self.none()
        if standing.sees_everyone or standing.sees_trainees:
            return self
        managed = Organisation.objects.filter(within(standing.managed_paths))
        near = Q(quotas__organisation__in=managed) | Q(enrolments__organisation__in=managed)
        listed = Q(enrolments__person=standing.user_id, enrolments__state__in=ON_THE_LIST)
        shown = listed | near
        seen = Q(staff__person=standing.user_id) | (shown & ~Q(state__in=UNSEEN))
        taught = Q(sessions__teachers__person=standing.user_id)
        return self.filter(pk__in=self.model.objects.filter(seen | taught).values("pk"))


# Neither refused nor gone.
ON_THE_LIST = [
    EnrolmentState.NOMINATED,
    EnrolmentState.APPROVED,
    EnrolmentState.CONFIRMED,
    EnrolmentState.ARRIVED,
    EnrolmentState.COMPLETED,
    EnrolmentState.NOT_COMPLETED,
]
# Those of the staff who see everything of their class: helpers call names, and see no more.
KEEPERS = [StaffDuty.HEAD_TEACHER, StaffDuty.FOLLOWER]
# What the academy has not told anybody yet.
UNSEEN = [ClassState.PLANNED, ClassState.APPROVED]


class TrainingClass(models.Model):
    """A class of the annual plan, from the plan to the archive.

    `programme`: what completing it takes; evaluated with the class as its scope. `version` counts
    changes of state: who acts on an older one is told who was first. `hours` (学时): what its
    sessions come to, stored by the actions that change them; the base of the leave limit.
    `changed_at`: of the published timetable, for calendars.
    """

    resource = models.OneToOneField(Resource, models.PROTECT, related_name="training_class")
    code = models.SlugField("编号", unique=True, help_text="例如 2026-017")
    name = models.CharField("班名", max_length=80)
    form = models.CharField(
        "形式", max_length=12, choices=ClassForm.choices, default=ClassForm.CONCENTRATED
    )
    year = models.PositiveSmallIntegerField("计划年度")
    audience = models.CharField("对象", max_length=120, blank=True)
    aim = models.TextField("目的和内容", blank=True)
    organiser = models.CharField("主办单位", max_length=80, default="吉林长春社区干部学院")
    place = models.CharField("报到地点", max_length=120, blank=True)
    starts_on = models.DateField("开班日期")
    ends_on = models.DateField("结业日期")
    capacity = models.PositiveSmallIntegerField("人数")
    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="classes",
        verbose_name="结业条件",
    )
    state = models.CharField(
        "状态", max_length=10, choices=ClassState.choices, default=ClassState.PLANNED
    )
    version = models.PositiveIntegerField(default=1)
    hours = models.DecimalField("总学时", max_digits=6, decimal_places=2, default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="copies"
    )

    objects = TrainingClassQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培训班"
        ordering = ["-starts_on", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="classes_class_forward"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """What certificates granted for it name."""
        return f"class:{self.pk}"

    @property
    def title(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        """Neither running nor to come."""
        return self.state in OVER


class ClassStaff(models.Model):
    """Somebody of the academy who looks after a class."""

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="staff")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="class_duties", verbose_name="人员"
    )
    duty = models.CharField(
        "职责", max_length=12, choices=StaffDuty.choices, default=StaffDuty.HEAD_TEACHER
    )

    class Meta:
        verbose_name = verbose_name_plural = "班级工作人员"
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "person", "duty"], name="classes_staff_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_duty_display()}"


def private_storage() -> Storage:
    """Where papers lie: served by our own view only, after a check."""
    return storages["private"]


def paper_name(paper: ClassPaper, name: str) -> str:
    """A name of our own: nothing of what a browser calls it gets to the disk."""
    return f"classes/papers/{uuid4()}"


class ClassPaper(models.Model):
    """A paper filed for the closing of a class."""

    training_class = models.ForeignKey(TrainingClass, models.CASCADE, related_name="papers")
    kind = models.CharField("类别", max_length=10, choices=PaperKind.choices)
    file = models.FileField("文件", upload_to=paper_name, storage=private_storage, max_length=200)
    name = models.CharField("文件名", max_length=160)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "归档材料"
        ordering = ["kind", "-filed_at"]

    def __str__(self) -> str:
        return self.name


class ClassEvent(models.Model):
    """What happened to a class, a person on its list or a session: who, from, to, why.

    The database refuses to change or delete a line.
    """

    training_class = models.ForeignKey(TrainingClass, models.PROTECT, related_name="events")
    enrolment = models.ForeignKey(
        "classes.Enrolment", models.PROTECT, null=True, blank=True, related_name="events"
    )
    session = models.ForeignKey(
        "classes.Session", models.PROTECT, null=True, blank=True, related_name="events"
    )
    deed = models.CharField(max_length=40)
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "班级记录"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.words
