"""Notices, and the log of how they were delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from academy.core import clock
from academy.notices.enums import DeliveryState

if TYPE_CHECKING:
    import datetime as dt

    from django.contrib.auth.models import AnonymousUser

    from academy.people.models import User


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """One's own, nobody else's."""
        return self.filter(person_id=viewer.pk) if viewer.is_active else self.none()

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notice(models.Model):
    """A message to one person. On the site it is delivered by being here.

    `kind`: a name of `notice_kinds`. `url`: an address of the site to go to, or empty. `key`: what
    the sender calls this message; the same key never makes a second one.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name="收件人"
    )
    kind = models.CharField("类别", max_length=60)
    title = models.CharField("标题", max_length=120)
    text = models.CharField("内容", max_length=500, blank=True)
    url = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=160, unique=True)
    created_at = models.DateTimeField("时间", default=clock.now)
    read_at = models.DateTimeField("已读时间", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-created_at"], name="notices_of_person"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notices_unread"),
        ]

    def __str__(self) -> str:
        return self.title


class Digest(models.Model):
    """What a person was handed by a channel on a day: one parcel with all that waited.

    The row is made before anything leaves, so that two workers never hand over two.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    channel = models.CharField(max_length=20)
    day = models.DateField()

    class Meta:
        verbose_name = verbose_name_plural = "合并发送"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "channel", "day"], name="notices_one_digest_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.channel} · {self.day}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, channel: str, now: dt.datetime) -> Self:
        """Waiting for this channel, and not put off until later."""
        return self.filter(state=DeliveryState.WAITING, channel=channel, due_at__lte=now)


class Delivery(models.Model):
    """A notice on its way over a channel besides the site. `words`: why it went as it did."""

    notice = models.ForeignKey(
        Notice, models.CASCADE, related_name="deliveries", verbose_name="消息"
    )
    channel = models.CharField("渠道", max_length=20)
    state = models.CharField(
        "状态", max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    digest = models.ForeignKey(
        Digest, models.SET_NULL, null=True, blank=True, related_name="deliveries"
    )
    due_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    words = models.CharField("说明", max_length=200, blank=True)
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息发送记录"
        indexes = [
            models.Index(
                fields=["channel", "due_at"],
                condition=Q(state=DeliveryState.WAITING),
                name="notices_waiting",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="notices_delivery_once")
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} · {self.channel} · {self.state}"


class Mute(models.Model):
    """A person wants nothing by a channel. What stands on the site cannot be switched off."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mutes")
    channel = models.CharField(max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = "提醒设置"
        constraints = [
            models.UniqueConstraint(fields=["person", "channel"], name="notices_mute_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.channel}"
