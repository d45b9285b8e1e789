"""The policies of hours as the rule page explains them."""

from __future__ import annotations

from dataclasses import dataclass

from academy.core import clock
from academy.learning.enums import HourKind
from academy.learning.models import HourPolicy
from academy.learning.rules.hours import BandExample, explain_bands, figure, timed_hours

SHOWN = 10


@dataclass(frozen=True)
class ExplainedPolicy:
    """A policy in words. `standing`: current, coming or former."""

    policy: HourPolicy
    standing: str
    bands: tuple[BandExample, ...]
    timed_examples: tuple[str, ...]
    test_bonus: str
    half_day: str
    day_max: str


def explained_policies() -> list[ExplainedPolicy]:
    """The newest policies, newest first, each with its examples."""
    policies = list(HourPolicy.objects.order_by("-valid_from")[:SHOWN])
    today = clock.today()
    begun = [policy.pk for policy in policies if policy.valid_from <= today]
    return [_explain(policy, _standing(policy, begun)) for policy in policies]


def _standing(policy: HourPolicy, begun: list[int]) -> str:
    if policy.pk not in begun:
        return "coming"
    return "current" if policy.pk == begun[0] else "former"


def _explain(policy: HourPolicy, standing: str) -> ExplainedPolicy:
    rule = policy.rule
    timed = (
        timed_hours(rule, HourKind.CLASSROOM.label, rule.minutes_per_hour),
        timed_hours(rule, HourKind.FIELD.label, 2 * rule.minutes_per_hour),
    )
    return ExplainedPolicy(
        policy=policy,
        standing=standing,
        bands=explain_bands(rule),
        timed_examples=tuple(example.words for example in timed),
        test_bonus=figure(rule.test_bonus) if rule.test_bonus else "",
        half_day=figure(policy.half_day_hours),
        day_max=figure(policy.day_max_hours),
    )
