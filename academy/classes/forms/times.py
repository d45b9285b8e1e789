"""When a resource can be had, as people type it: each form carries out one action."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from academy.classes import actions
from academy.classes.actions.sessions import place_words
from academy.classes.models import Blackout
from academy.classes.rules.opening import Opening, beyond_words
from academy.classes.rules.opening_lines import EXAMPLE, read_openings, write_openings
from academy.core import clock

if TYPE_CHECKING:
    from academy.classes.models import Resource, Session
    from academy.people.models import User

TIME = {"invalid": "时刻要写成 08:30 这样。"}
DATE = {"invalid": "日期要写成 2026-12-31 这样。", "required": "请选择日期。"}
INSTANT = {"invalid": "时间要写成 2026-12-31 08:30 这样。", "required": "请选择时间。"}


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _time() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


def _instant() -> forms.DateTimeInput:
    return forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class TimesForm(forms.Form):
    """Something about the times of a resource."""

    def __init__(self, *args: Any, resource: Resource, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.resource = resource

    def apply(self, by: User) -> str:
        """Carry it out; what came of it, in words. Raises `ActionError`."""
        raise NotImplementedError


class OpeningsForm(TimesForm):
    """The weekly hours, a line for each."""

    lines = forms.CharField(
        label="每周开放时间",
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=(
            f"一行一段，例如“{EXAMPLE}”，或“周一至周五 13:30–17:00”；只在一段日期内有效的，后面写"
            "“自 2026-03-01 至 2026-07-31”。全部留空表示随时可用。"
        ),
    )

    def __init__(self, *args: Any, resource: Resource, **kwargs: Any) -> None:
        super().__init__(*args, resource=resource, **kwargs)
        if not self.is_bound:
            self.fields["lines"].initial = write_openings(
                Opening(
                    each.weekday, each.opens_at, each.closes_at, each.valid_from, each.valid_until
                )
                for each in resource.opening_rules.all()
            )

    def clean_lines(self) -> list[Opening]:
        try:
            return read_openings(self.cleaned_data["lines"])
        except ValueError as error:
            raise forms.ValidationError(str(error).splitlines()) from error

    def apply(self, by: User) -> str:
        rules = self.cleaned_data["lines"]
        actions.set_openings(resource=self.resource, rules=rules, by=by)
        return "每周开放时间已保存。"


class ExceptionForm(TimesForm):
    """A day that goes by its own rule."""

    day = forms.DateField(label="日期", widget=_day(), error_messages=DATE)
    opens_at = forms.TimeField(
        label="开始",
        required=False,
        widget=_time(),
        error_messages=TIME,
        help_text="开始和结束都留空，表示这一天不开放。",
    )
    closes_at = forms.TimeField(label="结束", required=False, widget=_time(), error_messages=TIME)
    reason = forms.CharField(
        label="说明", required=False, max_length=120, help_text="例如：调休、放假。"
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(cleaned.get("opens_at")) != bool(cleaned.get("closes_at")):
            self.add_error("closes_at", "开始和结束要么都写，要么都不写。")
        return cleaned

    def apply(self, by: User) -> str:
        typed = self.cleaned_data
        hours = (typed["opens_at"], typed["closes_at"]) if typed["opens_at"] else None
        day: dt.date = typed["day"]
        actions.set_exception(
            resource=self.resource, day=day, hours=hours, by=by, reason=typed["reason"]
        )
        return f"{day.month}月{day.day}日已单独安排。"


class RemoveExceptionForm(TimesForm):
    """A day goes by the weekly hours again."""

    day = forms.DateField()

    def apply(self, by: User) -> str:
        day: dt.date = self.cleaned_data["day"]
        actions.remove_exception(resource=self.resource, day=day, by=by)
        return f"{day.month}月{day.day}日恢复按每周时间开放。"


class BlackoutForm(TimesForm):
    """A stretch in which it cannot be had."""

    starts_at = forms.DateTimeField(label="开始", widget=_instant(), error_messages=INSTANT)
    ends_at = forms.DateTimeField(label="结束", widget=_instant(), error_messages=INSTANT)
    reason = forms.CharField(
        label="原因",
        max_length=120,
        help_text="排课的人会看到，例如：出差、设备检修。",
        error_messages={"required": "请写明原因。"},
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        zone = timezone.get_default_timezone()
        for name in ("starts_at", "ends_at"):
            at = cleaned.get(name)
            if at and (beyond := beyond_words(at, at, clock.today(), zone)):
                self.add_error(name, beyond)
        return cleaned

    def apply(self, by: User) -> str:
        _, hits = actions.add_blackout(resource=self.resource, by=by, **self.cleaned_data)
        return f"停用时段已登记。{hit_words(hits)}"


class LiftBlackoutForm(TimesForm):
    """A blackout is taken back."""

    blackout = forms.ModelChoiceField(Blackout.objects.none())

    def __init__(self, *args: Any, resource: Resource, **kwargs: Any) -> None:
        super().__init__(*args, resource=resource, **kwargs)
        field = self.fields["blackout"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = resource.blackouts.all()

    def apply(self, by: User) -> str:
        actions.lift_blackout(blackout=self.cleaned_data["blackout"], by=by)
        return "停用时段已撤销。"


class CandidateTimeForm(forms.Form):
    """For when somebody is looked for. Left out: when the session stands."""

    starts_at = forms.DateTimeField(
        label="时间", required=False, widget=_instant(), error_messages=INSTANT
    )
    everyone = forms.BooleanField(label="也列出其他领域的教师", required=False)


def hit_words(hits: list[Session]) -> str:
    """What a blackout hits, in words."""
    if not hits:
        return "这段时间没有已排的课次。"
    named = "；".join(f"“{hit.title}”（{hit.training_class}，{place_words(hit)}）" for hit in hits)
    return f"以下课次没有自动取消，已通知教务和班主任：{named}。"
