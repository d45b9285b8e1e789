"""Input of learning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.forms.choosers import BaseFilterForm

from academy.core.kinds import kinds_of
from academy.learning.models import Activity
from academy.learning.rules.hours import read_bands, write_bands

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet


class ActivityFilterForm(BaseFilterForm):
    """Finds activities for the chooser: any part of the title or summary, and the kind."""

    q = forms.CharField(label="查找", required=False, max_length=60)
    kind = forms.ChoiceField(label="类型", required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        type_of = ContentType.objects.get_for_model
        labels = [(str(type_of(kind).pk), kind.kind_label) for kind in kinds_of(Activity)]
        field = self.fields["kind"]
        field.choices = [("", "全部类型"), *labels]
        field.widget.attrs["data-chooser-modal-search-filter"] = True

    def filter(self, objects: QuerySet[Activity]) -> QuerySet[Activity]:
        query, kind = self.cleaned_data["q"], self.cleaned_data["kind"]
        if query:
            self.is_searching, self.search_query = True, query
            objects = objects.filter(Q(title__icontains=query) | Q(summary__icontains=query))
        return objects.filter(polymorphic_ctype_id=kind) if kind else objects


class HourPolicyForm(WagtailAdminModelForm):
    """A dated rule of hours. Its bands are written one to a line."""

    bands = forms.CharField(
        label="网络学时分档",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=(
            "一行一档，时间长的在前：“≥30 = 1”是 30 分钟及以上计 1 学时，"
            "“>15 = 0.5”是超过 15 分钟计 0.5 学时。"
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.online_bands:
            self.fields["bands"].initial = write_bands(self.instance.rule.bands)

    def clean_bands(self) -> str:
        text: str = self.cleaned_data["bands"]
        try:
            self.instance.online_bands = read_bands(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return text

    def clean(self) -> dict[str, Any] | None:
        used = self.instance.credits.count() if self.instance.pk else 0
        if used:
            raise forms.ValidationError(
                f"这条规则已用于 {used} 笔学时，不能修改。请新建一条规则，并写明从哪天起生效。"
            )
        cleaned: dict[str, Any] | None = super().clean()
        return cleaned


class ReversalForm(forms.Form):
    """Why a line of the ledger is taken back."""

    reason = forms.CharField(
        label="原因", max_length=200, help_text="写明为什么退回；学员在学习档案里看得到。"
    )
