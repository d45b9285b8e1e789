"""Quiz: questions drawn from a bank, answers autosaved, marked by the machine."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from academy.core import clock
from academy.learning.models import Activity, Attempt, CreditBasis, Outcome, Saved
from courses.questions import papers, rules
from courses.questions.models import Question

if TYPE_CHECKING:
    from collections.abc import Mapping

# Fields of the form that are no answers: "hand in", and "hand in although some are unanswered".
HAND_IN = "hand_in"
CONFIRM = "confirm"
ALL = 0


class Quiz(Activity):
    """A test over a question bank. Done when passed; a later failure takes nothing back.

    `attempt.data`: {"seed": …, "paper": see `courses.questions.papers`, "handing_in": True once
    the trainee asked to hand in with questions unanswered}.
    """

    kind_label = "测验"
    icon = "edit"
    admin_icon = "tasks"
    player_template = "courses/activities/quiz.html"

    bank = models.ForeignKey("courses.QuestionBank", models.PROTECT, verbose_name="题库")
    count = models.PositiveSmallIntegerField("抽题数（0 为全部）", default=ALL)
    pass_percent = models.PositiveSmallIntegerField(
        "及格线（%）", default=60, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    attempts_allowed = models.PositiveSmallIntegerField("可考次数（0 为不限）", default=0)
    time_limit_minutes = models.PositiveSmallIntegerField("限时（分钟，0 为不限）", default=0)
    shuffle = models.BooleanField("题目与选项乱序", default=True)

    panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("bank"), FieldPanel("count"), FieldPanel("shuffle")], "题目"),
        MultiFieldPanel(
            [
                FieldPanel("pass_percent"),
                FieldPanel("attempts_allowed"),
                FieldPanel("time_limit_minutes"),
            ],
            "规则",
        ),
        FieldPanel("earns_hours"),
    ]

    class Meta:
        verbose_name = verbose_name_plural = "测验"

    def clean(self) -> None:
        super().clean()
        if self.bank_id and self.count > self.pool_size:
            words = f"题库里只有 {self.pool_size} 题，抽题数不能超过它。"
            raise ValidationError({"count": words})

    @cached_property
    def pool_size(self) -> int:
        """Questions of the bank that may be drawn: one query for whoever asks in a request."""
        return Question.objects.in_use().filter(bank_id=self.bank_id).count()

    def terms(self, finished_attempts: int) -> list[str]:
        size = self.pool_size
        count = min(self.count or size, size)
        needed = rules.figure(rules.decimal(rules.needed_of(count, self.pass_percent)))
        limit, allowed = self.time_limit_minutes, self.attempts_allowed
        left = max(0, allowed - finished_attempts)
        return [
            f"共 {count} 题，每题 1 分，{needed} 分及格",
            f"限时 {limit} 分钟，点“开始”后计时，到时自动交卷" if limit else "不限时间",
            f"可考 {allowed} 次，还剩 {left} 次" if allowed else "不限次数",
        ]

    def may_start(self, finished_attempts: int) -> str:
        if self.attempts_allowed and finished_attempts >= self.attempts_allowed:
            return f"可考 {self.attempts_allowed} 次，已经考了 {finished_attempts} 次，不能再考。"
        if not self.pool_size:
            return "题库里还没有题目，请告诉授课教师。"
        return ""

    def start(self, attempt: Attempt) -> None:
        paper = papers.draw_paper(self.bank_id, self.count, shuffle=self.shuffle)
        self.start_with(attempt, paper)

    def start_with(self, attempt: Attempt, paper: dict[str, Any]) -> None:
        """Start an attempt at a paper as `courses.questions.papers.lay_out` makes it."""
        attempt.data = paper
        if self.time_limit_minutes:
            attempt.due_at = attempt.started_at + dt.timedelta(minutes=self.time_limit_minutes)

    def player_context(self, attempt: Attempt) -> dict[str, Any]:
        questions = papers.paper_of(attempt)
        left = (attempt.due_at - clock.now()).total_seconds() if attempt.due_at else None
        return {
            "questions": questions,
            "unanswered": [question for question in questions if not question.is_answered],
            "handing_in": attempt.data.get("handing_in", False),
            "remaining_seconds": None if left is None else max(0, math.ceil(left)),
        }

    def save_answers(self, attempt: Attempt, answers: Mapping[str, list[str]]) -> Saved:
        paper = papers.keep_answers(attempt, answers)
        if HAND_IN in answers:
            attempt.data["handing_in"] = True
        return Saved(unanswered=sum(not question.is_answered for question in paper))

    def judge(self, attempt: Attempt, answers: Mapping[str, list[str]]) -> Outcome:
        paper = papers.kept_paper(attempt)
        unanswered = sum(not question.is_answered for question in paper)
        if unanswered and CONFIRM not in answers and not _is_due(attempt):
            words = f"还有 {unanswered} 题没有作答，试卷还没有交。请补答，或确认交卷。"
            return Outcome(completed=False, words=words, stays_open=True, on_page=True)
        score = rules.score_of((question.mark for question in paper), self.pass_percent)
        return Outcome(
            completed=score.passed,
            words=score.words,
            score=rules.decimal(score.points),
            max_score=rules.decimal(score.most),
            passed=score.passed,
        )

    def credit_basis(self, outcome: Outcome) -> CreditBasis:
        """A test earns the policy's bonus for a passed test, whatever time it took."""
        return CreditBasis(self.hours_kind, 0, passed_test=bool(outcome.passed))


def _is_due(attempt: Attempt) -> bool:
    return attempt.due_at is not None and clock.now() >= attempt.due_at
