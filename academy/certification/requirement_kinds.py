"""Requirement kinds of the ground floor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from wagtail import blocks

from academy.certification.enums import YearRule
from academy.certification.requirements import RequirementBlock, Verdict, requirement
from academy.core import clock
from academy.learning.enums import HourKind
from academy.learning.models import YearTotal

if TYPE_CHECKING:
    from academy.people.models import User

Totals = Mapping[tuple[int, str], Decimal]


def _words(hours: Decimal) -> str:
    """Hours without trailing zeros: 12.50 → 12.5, 50.00 → 50."""
    return f"{hours:.2f}".rstrip("0").rstrip(".")


@requirement("hours_by_kind")
class HoursByKind(RequirementBlock):
    """So many hours of certain kinds within one year; the kinds are added up."""

    kinds = blocks.MultipleChoiceBlock(choices=HourKind.choices, label="学时类别")
    hours = blocks.DecimalBlock(label="学时", min_value=Decimal("0.25"), decimal_places=2)
    year_rule = blocks.ChoiceBlock(
        choices=YearRule.choices, default=YearRule.THIS.value, label="年度"
    )
    year = blocks.IntegerBlock(
        label="指定年度",
        required=False,
        min_value=2000,
        max_value=2100,
        help_text="仅“指定年度”填写",
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["year_rule"] == YearRule.GIVEN and not cleaned["year"]:
            words = "选择“指定年度”时请填写年份。"
            raise blocks.StructBlockValidationError({"year": ValidationError(words)})
        return cleaned

    def prefetch(self, values: Sequence[Any], person: User, scope: Any = None) -> Totals:
        rows = YearTotal.objects.filter(user=person).values_list("year", "kind", "hours")
        return {(year, kind): hours for year, kind, hours in rows}

    def evaluate(self, value: Any, person: User, facts: Totals, scope: Any = None) -> Verdict:
        own = max(self._total(value, facts, year) for year in self._years(value, facts))
        missing = value["hours"] - own
        wanted = f"{self._when(value)}{self._which(value)}不少于 {_words(value['hours'])} 学时"
        if missing <= 0:
            return Verdict(met=True, wanted=wanted, own=f"已有 {_words(own)} 学时")
        return Verdict(
            met=False,
            wanted=wanted,
            own=f"已有 {_words(own)} 学时，还差 {_words(missing)} 学时",
            next_words="继续学习，完成后学时自动记入学习档案",
            next_url="/",
        )

    @staticmethod
    def _total(value: Any, facts: Totals, year: int) -> Decimal:
        return sum((facts.get((year, kind), Decimal()) for kind in value["kinds"]), Decimal())

    @staticmethod
    def _years(value: Any, facts: Totals) -> set[int]:
        this_year = clock.today().year
        return {
            YearRule.THIS: {this_year},
            YearRule.ANY: {this_year, *(year for year, _ in facts)},
            YearRule.GIVEN: {value["year"]},
        }[YearRule(value["year_rule"])]

    @staticmethod
    def _when(value: Any) -> str:
        return {
            YearRule.THIS: f"本年度（{clock.today().year}年）",
            YearRule.ANY: "任一年度",
            YearRule.GIVEN: f"{value['year']}年度",
        }[YearRule(value["year_rule"])]

    @staticmethod
    def _which(value: Any) -> str:
        labels = [HourKind(kind).label for kind in HourKind if kind in value["kinds"]]
        return "、".join(labels) + ("合计" if len(labels) > 1 else "")

    class Meta:
        label = "学时"
        icon = "history"
