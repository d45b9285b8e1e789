"""Choices of learning."""

from django.db.models import TextChoices


class HourKind(TextChoices):
    """Kinds of hours kept apart in the ledger."""

    ONLINE = "online", "网络自学"
    CLASSROOM = "classroom", "课堂"
    FIELD = "field", "现场教学"
    DRILL = "drill", "演练"
    TEACHING = "teaching", "授课"

    @property
    def is_concentrated(self) -> bool:
        """Counts as 集中培训, on which a day has its limit; the rest is 网络自学."""
        return self is not HourKind.ONLINE


class AttemptState(TextChoices):
    """Life of an attempt."""

    OPEN = "open", "进行中"
    SUBMITTED = "submitted", "已提交"


class Verb(TextChoices):
    """What a statement in the log of learning says was done."""

    ENROLLED = "enrolled", "选课"
    STARTED = "started", "开始"
    SUBMITTED = "submitted", "提交"
    COMPLETED = "completed", "完成"
    CREDITED = "credited", "计入学时"
    REVERSED = "reversed", "冲销学时"
    CERTIFIED = "certified", "获得证书"
