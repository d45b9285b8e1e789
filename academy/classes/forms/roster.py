"""Input of the list of a class: filters, reasons, groups and posts, files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from academy.classes.enums import ClassPost, EnrolmentState
from academy.classes.queries.imports import MOST_BYTES, TOO_LARGE

MOST_GROUPS = 99


class FindOnListForm(forms.Form):
    """Filters of a list; what is not understood filters nothing."""

    q = forms.CharField(
        label="姓名、账号或手机号",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *EnrolmentState.choices]
    )
    unit = forms.CharField(label="单位", required=False, max_length=20)

    @property
    def filters(self) -> dict[str, str]:
        """As `queries.roster.roster` takes them."""
        self.is_valid()
        found = {"words": self.cleaned_data.get("q", "")}
        return found | {name: self.cleaned_data.get(name, "") for name in ("state", "unit")}


class ReasonForm(forms.Form):
    """Why somebody is not to come. `version`: of the entry that was looked at."""

    reason = forms.CharField(
        label="原因",
        max_length=200,
        help_text="本人会看到。最多 200 字。",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明原因，本人会看到。"},
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class PlaceForm(forms.Form):
    """Group and post of somebody in the class; empty takes them away."""

    group = forms.IntegerField(
        label="小组", required=False, min_value=1, max_value=MOST_GROUPS, help_text="组号，例如 1。"
    )
    post = forms.ChoiceField(label="班委", required=False, choices=[("", "无"), *ClassPost.choices])
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class GroupsForm(forms.Form):
    """Into how many groups the class is divided."""

    count = forms.IntegerField(
        label="分成几个组",
        min_value=1,
        max_value=MOST_GROUPS,
        error_messages={"required": "请填写组数，例如 4。"},
    )


class RosterFileField(forms.FileField):
    """An upload that was not kept says why."""

    def to_python(self, data: Any) -> Any:
        if refusal := getattr(data, "refusal", ""):
            raise ValidationError(refusal)
        return super().to_python(data)


class UploadRosterForm(forms.Form):
    """A roster as a file. What is in it is judged afterwards."""

    file = RosterFileField(
        label="名单文件",
        allow_empty_file=True,
        help_text="Excel 文件（.xlsx），最大 2 MB。先检查，您确认以后才写入。",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "请选择文件。"},
    )

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size and file.size > MOST_BYTES:
            raise ValidationError(TOO_LARGE)
        return file
