"""What activities that are done by watching a film have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from academy.learning.models import Activity, Attempt, CreditBasis, Outcome
from courses.films.models import Film
from courses.pages import GuardedPublishing, goes_live
from courses.watching.figures import Figure, completion_rule, rule_lines
from courses.watching.queries import figure_of
from courses.watching.rules import State, Terms

if TYPE_CHECKING:
    from collections.abc import Mapping

MINUTE_MS = 60_000
SPEEDS = [(100, "原速"), (125, "1.25 倍"), (150, "1.5 倍"), (200, "2 倍")]
SLOWER = [(75, "0.75 倍")]
NO_FILM = "还没有选影片。"
IN_ORDER = "请按次序看：没看过的部分不能跳过，看过的随时可以回看"
WHILE_AWAY = "切换到别的页面时自动暂停，看到哪里随时保存，换设备可以接着看"


class WatchedForm(WagtailAdminModelForm):
    """Tells the author at the form what publishing would refuse."""

    def clean(self) -> Any:
        cleaned = super().clean()
        film = cleaned.get("film")
        if film and goes_live(self.data) and film.publish_refusal():
            self.add_error("film", film.publish_refusal())
        return cleaned


class WatchedActivity(GuardedPublishing, Activity):
    """A film, done when enough of it has been watched: see `courses.watching.rules`.

    The attempt stays open until then; the beat that brings the last piece hands it in. What was
    watched is in the attempt's `Watch`. `minutes` is the film's own length.
    """

    base_form_class = WatchedForm

    film = models.ForeignKey(Film, models.PROTECT, null=True, related_name="+", verbose_name="影片")
    threshold_percent = models.PositiveSmallIntegerField(
        "看满多少算完成（%）",
        default=95,
        validators=[MinValueValidator(50), MaxValueValidator(100)],
        help_text="片尾最后 5 秒总可以不看。",
    )
    speed_percent = models.PositiveSmallIntegerField("最快倍速", choices=SPEEDS, default=200)
    in_order = models.BooleanField(
        "按次序看",
        default=False,
        help_text="没看过的部分不能快进跳过；看过的随时可以回看。",
    )

    film_panel = FieldPanel("film")
    rule_panel = MultiFieldPanel(
        [
            FieldPanel("threshold_percent"),
            FieldPanel("speed_percent"),
            FieldPanel("in_order"),
            FieldPanel("earns_hours"),
        ],
        "规则",
    )

    class Meta(Activity.Meta):
        abstract = True

    # --- Authoring ---
    def publish_refusal(self, content: Mapping[str, Any]) -> str:
        film = Film.objects.filter(pk=content["film"]).first()
        refusal = film.publish_refusal() if film else NO_FILM
        return f"不能发布《{content['title']}》：{refusal}" if refusal else ""

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """The film's length is the activity's, whatever it was when a draft was written."""
        restored = super().with_content_json(content)
        restored.minutes = restored.film_minutes
        return restored

    @property
    def film_minutes(self) -> int:
        """Whole minutes, rounded down, at least one: what hours are computed from."""
        length = self.film.duration_ms if self.film else 0
        return max(1, length // MINUTE_MS) if length else 0

    # --- Doing it ---
    def watch_terms(self) -> Terms:
        length = self.film.duration_ms if self.film else 0
        return Terms(length, self.speed_percent, self.threshold_percent)

    def completion_rule(self) -> str:
        return completion_rule(self.watch_terms())

    def may_start(self, finished_attempts: int) -> str:
        return "您已看完，可以随时回看。" if finished_attempts else ""

    def terms(self, finished_attempts: int) -> list[str]:
        lines = rule_lines(self.watch_terms())
        return [*lines, *([IN_ORDER] if self.in_order else []), WHILE_AWAY]

    def player_context(self, attempt: Attempt) -> dict[str, Any]:
        return {
            "film": self.film,
            "figure": self._figure(attempt),
            "speeds": [*SLOWER, *(speed for speed in SPEEDS if speed[0] <= self.speed_percent)],
            "rules": self.terms(0),
        }

    def judge(self, attempt: Attempt, answers: Mapping[str, list[str]]) -> Outcome:
        return self.outcome_of(self._figure(attempt))

    def outcome_of(self, figure: Figure) -> Outcome:
        """What so much watching comes to."""
        if figure.is_complete:
            return Outcome(completed=True, words=f"{figure.words}，已完成。")
        words = f"{figure.words}，{self.completion_rule()}。看过的部分都已保存，请接着看。"
        return Outcome(completed=False, words=words, stays_open=True)

    def credit_basis(self, outcome: Outcome) -> CreditBasis:
        return CreditBasis(self.hours_kind, self.film_minutes)

    def _figure(self, attempt: Attempt) -> Figure:
        """How far an attempt is; an author's preview has watched nothing."""
        if attempt.pk is None:
            return Figure(State(last_beat_at=0), self.watch_terms())
        return figure_of(attempt, self.watch_terms())
