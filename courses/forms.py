"""Input of courses' pages."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

from django import forms

from academy.core import clock
from courses.enums import CourseForm, Necessity, Subject

ANY = ("", "全部")
LONGEST = dt.timedelta(days=3 * 366)


class CatalogueForm(forms.Form):
    """Filters of the catalogue; what is not understood filters nothing."""

    subject = forms.ChoiceField(
        label="主题", required=False, choices=[("", "全部"), *Subject.choices]
    )
    form = forms.ChoiceField(
        label="形式", required=False, choices=[("", "全部"), *CourseForm.choices]
    )
    necessity = forms.ChoiceField(
        label="修读要求", required=False, choices=[("", "全部"), *Necessity.choices]
    )
    teacher = forms.TypedChoiceField(label="主讲教师", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, teachers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teacher = self.fields["teacher"]
        assert isinstance(teacher, forms.TypedChoiceField)  # noqa: S101
        teacher.choices = [ANY, *teachers]

    @property
    def filters(self) -> dict[str, Any]:
        """Chosen filters by field of `CoursePage`."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class RequireForm(forms.Form):
    """By when a unit must have studied something, and why. `key`: sent twice, it counts once."""

    due_on = forms.DateField(
        label="截止日期",
        help_text="这一天结束前要完成。",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "请选择截止日期。", "invalid": "日期要写成 2026-12-31 这样。"},
    )
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=200,
        help_text="学员会看到，例如为什么要学。最多 200 字。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean_due_on(self) -> dt.date:
        return sensible_deadline(self.cleaned_data["due_on"])

    def renew_key(self) -> None:
        """The form comes again with all that stands in it, to be used once more."""
        self.data = {**dict(self.data.items()), "key": str(uuid4())}


class DeadlineForm(forms.Form):
    """Another last day."""

    due_on = forms.DateField(
        label="新的截止日期",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "请选择截止日期。", "invalid": "日期要写成 2026-12-31 这样。"},
    )

    def clean_due_on(self) -> dt.date:
        return sensible_deadline(self.cleaned_data["due_on"])


class WithdrawForm(forms.Form):
    """Why something is no longer required."""

    reason = forms.CharField(
        label="撤回的原因",
        max_length=200,
        help_text="还没完成的学员会看到。最多 200 字。",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明撤回的原因。"},
    )


def sensible_deadline(day: dt.date) -> dt.date:
    """A day from today on, and not so far away that the year must be a slip."""
    if day < clock.today():
        raise forms.ValidationError("截止日期不能早于今天。")
    if day > clock.today() + LONGEST:
        raise forms.ValidationError("截止日期在三年以后，请检查年份。")
    return day
