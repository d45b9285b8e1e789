"""Asking for leave."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils import timezone

from academy.classes.enums import LeaveKind
from academy.classes.rules.leave import outside_words

if TYPE_CHECKING:
    from academy.classes.models import TrainingClass

DAY_WORDS = {"required": "请选择日期。", "invalid": "日期要写成 2026-12-01 这样。"}
TIME_WORDS = {"required": "请填时间。", "invalid": "时间要写成 08:30 这样。"}


def _day(label: str) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, error_messages=DAY_WORDS)


def _time(label: str) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, widget=widget, error_messages=TIME_WORDS)


class LeaveForm(forms.Form):
    """From when to when, and why. `key`: sent twice, it is asked for once."""

    kind = forms.ChoiceField(
        label="类别",
        choices=LeaveKind.choices,
        initial=LeaveKind.PERSONAL,
        widget=forms.RadioSelect,
    )
    starts_on = _day("开始日期")
    starts_at = _time("开始时间")
    ends_on = _day("结束日期")
    ends_at = _time("结束时间")
    reason = forms.CharField(
        label="事由",
        max_length=200,
        help_text="审批人会看到。病情等不必细说。最多 200 字。",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明事由。"},
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, training_class: TrainingClass, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.training_class = training_class

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        begins = self._moment("starts_on", "starts_at")
        ends = self._moment("ends_on", "ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", "结束时间要晚于开始时间。")
        elif begins and ends and (outside := self._outside(begins, ends)):
            is_early = found["starts_on"] < self.training_class.starts_on
            self.add_error("starts_on" if is_early else "ends_on", outside)
        return found

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes: instants instead of days and times."""
        clean = self.cleaned_data
        return {
            "kind": clean["kind"],
            "starts_at": self._moment("starts_on", "starts_at"),
            "ends_at": self._moment("ends_on", "ends_at"),
            "reason": clean["reason"],
            "key": clean["key"],
        }

    def _outside(self, begins: dt.datetime, ends: dt.datetime) -> str:
        days = self.training_class.starts_on, self.training_class.ends_on
        return outside_words(begins, ends, *days, timezone.get_default_timezone())

    def _moment(self, day: str, time: str) -> dt.datetime | None:
        clean = self.cleaned_data
        if not clean.get(day) or clean.get(time) is None:
            return None
        return timezone.make_aware(dt.datetime.combine(clean[day], clean[time]))
