"""The Activity family: what can be done, and when it is done."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import models
from polymorphic.models import PolymorphicModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index

from academy.learning.enums import HourKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.contenttypes.models import ContentType
    from django.http import HttpRequest

    from academy.learning.models.study import Attempt


@dataclass(frozen=True)
class Outcome:
    """What came of an attempt.

    `completed`: the activity counts as done. `score`/`max_score`: points, None where nothing is
    scored. `passed`: None where there is nothing to pass. `words`: one sentence for the trainee.
    `stays_open`: the trainee may mend this attempt and hand it in again; nothing is closed.
    `on_page`: the kind's page says so itself while the attempt stays open; no message is needed.
    """

    completed: bool
    words: str
    score: Decimal | None = None
    max_score: Decimal | None = None
    passed: bool | None = None
    stays_open: bool = False
    on_page: bool = False


@dataclass(frozen=True)
class CreditBasis:
    """What an activity's hours are computed from: its length and whether a test was passed."""

    kind: HourKind
    minutes: int
    passed_test: bool = False


@dataclass(frozen=True)
class Saved:
    """Answer to an autosave. `unanswered`: questions still without an answer."""

    unanswered: int
    words: str = "已保存"
    extra: dict[str, Any] = field(default_factory=dict)


class Activity(
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    index.Indexed,
    PolymorphicModel,
):
    """Something a trainee can do, and the rule for when it is done.

    A kind is a concrete subclass in one module of one hall. It sets the class attributes below
    and overrides `start`, `save_answers` and `judge`; menus, the admin, the player, credits and
    the contract tests find it through `kinds_of(Activity)`.

    `judge` and `save_answers` receive whatever a browser sends: they must give an outcome for
    empty and absurd answers and must never raise on them.
    """

    # Name of the kind on every screen; `icon` is one of templates/components/icon.html,
    # `admin_icon` one of Wagtail's.
    kind_label: ClassVar[str]
    icon: ClassVar[str]
    admin_icon: ClassVar[str] = "clipboard-list"
    # Shown while an attempt is open (`attempt.is_open`: a form to learning:submit) and afterwards
    # (what was answered, with `outcome`). Starting is the frame's: learning/player.html.
    player_template: ClassVar[str]
    hours_kind: ClassVar[HourKind] = HourKind.ONLINE

    title = models.CharField("标题", max_length=120)
    summary = models.CharField("简介", max_length=240, blank=True)
    minutes = models.PositiveSmallIntegerField("时长（分钟）", default=0)
    earns_hours = models.BooleanField("完成后计学时", default=True)

    search_fields = [
        index.SearchField("title", boost=2),
        index.SearchField("summary"),
        index.FilterField("live"),
    ]

    class Meta:
        verbose_name = verbose_name_plural = "学习活动"

    def __str__(self) -> str:
        return self.title

    @classmethod
    def get_base_content_type(cls) -> ContentType:
        """Revisions and reviews belong to the kind: Wagtail's lists look them up by its class."""
        kind: ContentType = cls.get_content_type()
        return kind

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "learning/preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """The activity as a trainee meets it, with a started attempt that is never saved."""
        from academy.learning.models.study import Attempt

        if not request.user.is_authenticated:
            raise PermissionDenied
        shown = copy(self)
        shown.pk = self.pk or 0
        attempt = Attempt(user=request.user, activity=shown)
        shown.start(attempt)
        base = super().get_preview_context(request, mode_name)
        return {**base, "activity": shown, "attempt": attempt, **shown.player_context(attempt)}

    def start(self, attempt: Attempt) -> None:
        """Prepare a new attempt before it is saved: draw questions, set `due_at`, fill `data`.

        `attempt` has its user, activity and number, and no primary key yet.
        """

    def may_start(self, finished_attempts: int) -> str:
        """Empty when another attempt is allowed, else why not, in words for the trainee."""
        return ""

    def completion_rule(self) -> str:
        """When it is done, in a few words beside it wherever it is listed; empty where plain."""
        return ""

    def terms(self, finished_attempts: int) -> list[str]:
        """What a trainee should know before starting an attempt, one line each."""
        return []

    def player_context(self, attempt: Attempt) -> dict[str, Any]:
        """What `player_template` needs besides `activity`, `attempt`, `completion`, `outcome`.

        In an author's preview `attempt` has been started and not saved: it has no primary key.
        """
        return {}

    def save_answers(self, attempt: Attempt, answers: Mapping[str, list[str]]) -> Saved:
        """Keep answers given so far; called for every change while the attempt is open.

        What is put into `attempt.data` is stored by the caller; rows of its own a kind writes
        itself. `answers` may hold some of the questions only: what it leaves out stays as it was.
        """
        return Saved(unanswered=0)

    def judge(self, attempt: Attempt, answers: Mapping[str, list[str]]) -> Outcome:
        """Decide what a submitted attempt came to. Reads what was saved; writes nothing.

        `answers` are those handed in, already kept by `save_answers`; empty when time ran out.
        """
        raise TypeError(f"{type(self).__name__} must say how it is judged")

    def credit_basis(self, outcome: Outcome) -> CreditBasis:
        """What the hours of a completion are computed from."""
        return CreditBasis(self.hours_kind, self.minutes)
