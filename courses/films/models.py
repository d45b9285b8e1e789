"""The film: a library item that activities show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models

from academy.core import clock
from academy.core.kinds import kinds_of
from academy.jobs.enums import JobState
from academy.learning.models import Activity
from academy.learning.places import places_for
from courses.films.captions import SLACK_MS, end_of, words_of
from courses.films.enums import FilmState
from courses.films.rules import clock_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser

    from academy.people.models import User

SEE_ALL = "courses.view_film"


def private_storage() -> Storage:
    """Where films lie: served by our own view only, after a check."""
    return storages["private"]


def discard_files(names: Iterable[str]) -> None:
    """Delete files of films. Called once the rows no longer name them."""
    for name in filter(None, names):
        private_storage().delete(name)


def original_name(film: Film, name: str) -> str:
    """A name of our own for an upload: nothing of what a browser calls it gets to the disk."""
    return f"films/originals/{uuid4()}"


class FilmQuerySet(models.QuerySet["Film"]):
    """Words for films."""

    def ready(self) -> Self:
        """Those that can be played, whatever becomes of a newer upload."""
        return self.exclude(rendition="")

    def visible_to(self, viewer: User | AnonymousUser) -> Self:
        """Those a live activity shows that is open to `viewer` somewhere; all for staff.

        A constant few queries. The predicate for one film: `.filter(pk=…).visible_to(…).exists()`.
        """
        if not viewer.is_authenticated:
            return self.none()
        if viewer.has_perm(SEE_ALL):
            return self
        uses = uses_of(self.values("pk"), live=True)
        places = places_for(viewer, uses)
        return self.filter(pk__in={uses[pk] for pk, place in places.items() if place.is_open})


def uses_of(films: models.QuerySet[Film, Any], **only: bool) -> dict[int, int]:
    """Which activities show these films: film by activity, in one query over all kinds.

    `only`: of the activities, such as `live=True`.
    """
    rows = [
        kind._base_manager.filter(**{f"{field.name}__in": films, **only}).values_list(
            "pk", field.name
        )
        for kind in kinds_of(Activity)
        for field in kind._meta.local_fields
        if field.related_model is Film
    ]
    return dict(rows[0].union(*rows[1:])) if rows else {}


class Film(models.Model):
    """An uploaded film and what is made of it: a 720p MP4, a poster.

    `original` is kept as uploaded and shown to nobody. `state` and `refusal` (words) tell of the
    last upload; `rendition`, `poster`, `duration_ms`, `width`, `height` (pixels), `size` (bytes)
    and `checksum` (SHA-256, hex) of what is played now, and stay until there is better.
    `captions`: WebVTT as `courses.films.captions` writes it. `chapters`: [{"start_ms": 0,
    "title": …}], ascending.
    """

    title = models.CharField("标题", max_length=120)
    original = models.FileField(
        "影片文件", storage=private_storage, upload_to=original_name, max_length=200
    )
    rendition = models.FileField(storage=private_storage, max_length=200, blank=True)
    poster = models.FileField(storage=private_storage, max_length=200, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=FilmState.choices, default=FilmState.UPLOADED
    )
    refusal = models.TextField("未能处理的原因", blank=True)
    duration_ms = models.PositiveIntegerField("片长（毫秒）", default=0)
    width = models.PositiveIntegerField("宽", default=0)
    height = models.PositiveIntegerField("高", default=0)
    size = models.PositiveBigIntegerField("大小（字节）", default=0)
    checksum = models.CharField(max_length=64, blank=True)
    captions = models.TextField("字幕", blank=True)
    no_captions_reason = models.CharField("无字幕的原因", max_length=200, blank=True)
    chapters = models.JSONField("章节", default=list, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="上传人",
    )
    uploaded_at = models.DateTimeField("上传时间", default=clock.now)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = FilmQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "影片"
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_ready(self) -> bool:
        """The predicate beside `ready`."""
        return bool(self.rendition)

    @property
    def length(self) -> str:
        """3:05; empty while it is not known."""
        return clock_words(self.duration_ms) if self.duration_ms else ""

    @property
    def is_given_up(self) -> bool:
        """Its job ended without an answer: the worker died each time, say."""
        waits = self.state in {FilmState.UPLOADED, FilmState.PREPARING}
        return bool(waits and self.job and self.job.state == JobState.FAILED)

    @property
    def state_words(self) -> str:
        """The state in one word or two."""
        return str(FilmState.REFUSED.label if self.is_given_up else self.get_state_display())

    @property
    def captions_text(self) -> str:
        """What is said, in words alone."""
        return words_of(self.captions)

    def publish_refusal(self) -> str:
        """Why an activity that shows the film cannot be published, in words; empty if it can."""
        if not self.is_ready:
            return f"影片《{self.title}》还不能播放（{self.state_words}），请等它处理好。"
        if not self.captions and not self.no_captions_reason:
            return f"影片《{self.title}》没有字幕。请上传字幕，或在影片里写明没有字幕的原因。"
        if beyond := self.beyond(self.duration_ms):
            return f"影片《{self.title}》的{beyond}超出了片长（{self.length}）。请先改好{beyond}。"
        return ""

    def beyond(self, duration_ms: int) -> str:
        """What goes on after the end of a film of this length: captions, chapters; or nothing."""
        too_long = {
            "字幕": end_of(self.captions) > duration_ms + SLACK_MS,
            "章节": any(part["start_ms"] >= duration_ms for part in self.chapters),
        }
        return "和".join(name for name, is_so in too_long.items() if is_so)
