"""Choices of notices."""

from django.db.models import TextChoices


class DeliveryState(TextChoices):
    """What became of a notice on a channel.

    WITHHELD: on purpose (switched off, no address, read meanwhile). UNKNOWN: handed over, but
    nobody can tell whether it was taken; it is not sent again.
    """

    WAITING = "waiting", "待发送"
    SENDING = "sending", "发送中"
    SENT = "sent", "已送出"
    WITHHELD = "withheld", "不发送"
    UNKNOWN = "unknown", "结果不明"
    FAILED = "failed", "未送出"
