"""The Session family: what stands on a class's timetable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from polymorphic.managers import PolymorphicManager
from polymorphic.models import PolymorphicModel
from polymorphic.query import PolymorphicQuerySet

from academy.classes.enums import SessionState, TeacherPart
from academy.classes.models.classes import UNSEEN, TrainingClass
from academy.classes.models.people import Expertise, Room, Teacher
from academy.classes.rules.claims import Wish
from academy.classes.rules.evaluation import LESSON_QUESTIONS, Question
from academy.classes.rules.life import LECTURE_LIFE
from academy.learning.enums import HourKind
from academy.people.models import standing_of

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.models import AnonymousUser

    from academy.people.models import User

# States in which a session holds what it needs.
HOLDING = [
    SessionState.DRAFT,
    SessionState.HELD,
    SessionState.PENDING,
    SessionState.CONFIRMED,
    SessionState.IN_PROGRESS,
    SessionState.COMPLETED,
]
# States a class's people see on their timetable.
SHOWN = [SessionState.CONFIRMED, SessionState.IN_PROGRESS, SessionState.COMPLETED]
OVER = [SessionState.COMPLETED, SessionState.NO_SHOW]
# States in which people can be marked and the roll be closed.
ON_ROLL = [SessionState.CONFIRMED, SessionState.IN_PROGRESS]
# States in which it is not held: its hours are not the class's.
NOT_HELD = [
    SessionState.CANCELLED,
    SessionState.REFUSED,
    SessionState.EXPIRED,
    SessionState.NO_SHOW,
]


class SessionQuerySet(PolymorphicQuerySet["Session", "Session"]):
    """Words for sessions. Lists say `.non_polymorphic()`: the stored columns are enough."""

    def placed(self) -> Self:
        return self.filter(starts_at__isnull=False)

    def shown(self) -> Self:
        """Those a class's people see."""
        return self.filter(state__in=SHOWN)

    def held(self) -> Self:
        """Those that are part of the class: neither called off nor missed."""
        return self.exclude(state__in=NOT_HELD)

    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """Sessions of classes `viewer` may see; drafts for those who look after the class."""
        standing = standing_of(viewer)
        seen = self.filter(training_class__in=TrainingClass.objects.visible_to(viewer))
        if standing.sees_everyone:
            return seen
        announced = Q(state__in=SHOWN) & ~Q(training_class__state__in=UNSEEN)
        kept = Q(training_class__staff__person=standing.user_id)
        taught = Q(teachers__person=standing.user_id)
        own = self.model.objects.filter(announced | kept | taught)
        return seen.filter(pk__in=own.values("pk"))


class SessionManager(PolymorphicManager.from_queryset(SessionQuerySet)):  # type: ignore[misc]
    pass


class Session(PolymorphicModel):
    """A stretch of a class's timetable. `starts_at` and `ends_at` are empty until it is placed.

    A kind is a concrete subclass in a module `sessions` of a hall. It sets the class attributes
    below; the timetable, the roll, credits and the contract tests find it by
    `kinds_of(Session)`.

    `minutes`: how long it takes. Pins: the planner may not change this. `version` counts changes;
    who acts on an older one is told who was first.
    """

    # Name of the kind on every screen; `icon` is one of templates/components/icon.html,
    # `admin_icon` one of Wagtail's.
    kind_label: ClassVar[str]
    icon: ClassVar[str]
    admin_icon: ClassVar[str] = "calendar"
    # What hours of attendance count as.
    hours_kind: ClassVar[HourKind] = HourKind.CLASSROOM
    # Whether anybody has to be asked for by name, and whether a room is needed.
    needs_teacher: ClassVar[bool] = True
    needs_room: ClassVar[bool] = True
    # What those who were there are asked about it.
    questions: ClassVar[tuple[Question, ...]] = LESSON_QUESTIONS
    # Which state may follow which. Publishing the timetable confirms drafts where the life of
    # their kind lets it; a kind that others must agree to goes its own way.
    life: ClassVar[Mapping[SessionState, tuple[SessionState, ...]]] = LECTURE_LIFE

    training_class = models.ForeignKey(
        TrainingClass, models.PROTECT, related_name="sessions", verbose_name="培训班"
    )
    seq = models.PositiveSmallIntegerField("序号")
    title = models.CharField("标题", max_length=120)
    minutes = models.PositiveSmallIntegerField("时长（分钟）", default=90)
    starts_at = models.DateTimeField("开始", null=True, blank=True)
    ends_at = models.DateTimeField("结束", null=True, blank=True)
    room = models.ForeignKey(
        Room,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name="教室",
    )
    teachers: models.ManyToManyField[Teacher, SessionTeacher] = models.ManyToManyField(
        Teacher, through="classes.SessionTeacher", related_name="sessions", verbose_name="教师"
    )
    subject = models.ForeignKey(
        Expertise,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name="领域",
    )
    state = models.CharField(
        "状态", max_length=12, choices=SessionState.choices, default=SessionState.DRAFT
    )
    pinned_time = models.BooleanField("时间已定", default=False)
    pinned_teacher = models.BooleanField("教师已定", default=False)
    pinned_room = models.BooleanField("教室已定", default=False)
    version = models.PositiveIntegerField(default=1)
    key = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    objects = SessionManager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "课次"
        ordering = ["starts_at", "seq", "pk"]
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="classes_session_forward",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    def credit_unit(self) -> str:
        """Sessions with the same unit credit together, once per person, when all are attended.

        Empty: this one credits by itself.
        """
        return ""

    def credits_attendance(self) -> bool:
        """Whether having been there earns hours; not where what is done in it earns its own."""
        return True

    def wishes(
        self,
        *,
        starts_at: dt.datetime,
        ends_at: dt.datetime,
        room: Room | None,
        teachers: Iterable[Teacher],
        headcount: int,
    ) -> list[Wish]:
        """What it occupies when placed there: the class, the room, the teachers."""
        wanted = [self.training_class.resource_id, *(teacher.resource_id for teacher in teachers)]
        found = [Wish(pk, starts_at, ends_at) for pk in wanted]
        if room:
            found.append(Wish(room.resource_id, starts_at, ends_at, units=headcount))
        return found


class SessionTeacher(models.Model):
    """A teacher in a session."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="parts")
    teacher = models.ForeignKey(Teacher, models.PROTECT, related_name="parts")
    part = models.CharField(
        "分工", max_length=10, choices=TeacherPart.choices, default=TeacherPart.LECTURER
    )

    class Meta:
        verbose_name = verbose_name_plural = "任课"
        constraints = [
            models.UniqueConstraint(fields=["session", "teacher"], name="classes_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.teacher_id} · {self.get_part_display()}"
