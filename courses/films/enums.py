"""Choices of films."""

from django.db.models import TextChoices


class FilmState(TextChoices):
    """Where the last upload of a film stands. What was ready before stays playable meanwhile."""

    UPLOADED = "uploaded", "等待处理"
    PREPARING = "preparing", "处理中"
    READY = "ready", "可以播放"
    REFUSED = "refused", "未能处理"
