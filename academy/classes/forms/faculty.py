"""Teachers, rooms and class rules, as administrators type them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from academy.classes.models import ClassPolicy, Expertise, Room, Teacher
from academy.core import clock
from academy.people.choosers import person_chooser

# Fields of the resource, which are typed with those of its owner.
BUFFERS = ("buffer_before", "buffer_after")


class OwnerForm(forms.ModelForm):  # type: ignore[type-arg]
    """Fields of an owner and of its resource."""

    of_resource: ClassVar[tuple[str, ...]] = BUFFERS
    buffer_before = forms.IntegerField(
        label="提前准备（分钟）", min_value=0, max_value=480, initial=0, required=False
    )
    buffer_after = forms.IntegerField(
        label="收尾整理（分钟）", min_value=0, max_value=480, initial=0, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in self.of_resource:
                self.fields[name].initial = getattr(self.instance.resource, name)

    def clean_buffer_before(self) -> int:
        return self.cleaned_data["buffer_before"] or 0

    def clean_buffer_after(self) -> int:
        return self.cleaned_data["buffer_after"] or 0


class TeacherForm(OwnerForm):
    """A teacher. The phone is not shown on the site."""

    expertise = forms.ModelMultipleChoiceField(
        Expertise.objects.all(),
        label="专长领域",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Teacher
        fields: ClassVar[list[str]] = [
            *("name", "title", "unit", "form", "phone", "person", "about", "expertise"),
            *("sessions_per_day", "minutes_per_week", "is_active"),
        ]
        widgets: ClassVar[dict[str, Any]] = {"person": person_chooser.widget_class}
        help_texts: ClassVar[dict[str, str]] = {
            "phone": "只给教务看：排课冲突时提示可联系谁。不会显示在师资页面上。",
            "sessions_per_day": "留空表示不限。",
            "minutes_per_week": "按周一至周日计算，留空表示不限。",
            "is_active": "取消勾选后不能再排课，也不再出现在师资页面上；已经排定的课次不变。",
        }


class RoomForm(OwnerForm):
    """A room, and how many it holds."""

    of_resource: ClassVar[tuple[str, ...]] = ("capacity", "contact", *BUFFERS)
    capacity = forms.IntegerField(
        label="容纳人数",
        min_value=1,
        max_value=9999,
        required=False,
        help_text="留空表示不计人数。",
    )
    contact = forms.CharField(
        label="联系人", max_length=80, required=False, help_text="排课冲突时提示可联系谁。"
    )

    class Meta:
        model = Room
        fields: ClassVar[list[str]] = ["name", "building", "equipment", "is_active"]
        help_texts: ClassVar[dict[str, str]] = {
            "is_active": "取消勾选后不能再排课；已经排定的课次不变。"
        }


class ClassPolicyForm(forms.ModelForm):  # type: ignore[type-arg]
    """Rules of classes from a day on. What is in force stays: a change is a new one."""

    class Meta:
        model = ClassPolicy
        fields: ClassVar[list[str]] = [
            *("name", "valid_from", "leave_share_top", "leave_share_bottom"),
            *("head_teacher_hours", "administrator_hours", "roll_opens_minutes", "late_minutes"),
            *("closing_days", "source"),
        ]
        widgets: ClassVar[dict[str, Any]] = {
            "valid_from": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        }

    def clean_leave_share_bottom(self) -> int:
        bottom: int = self.cleaned_data["leave_share_bottom"]
        if bottom < max(1, self.cleaned_data.get("leave_share_top") or 0):
            raise forms.ValidationError("分母不能小于分子，也不能是 0。")
        return bottom

    def clean(self) -> dict[str, Any] | None:
        stored = ClassPolicy.objects.filter(pk=self.instance.pk).first()
        if stored and stored.valid_from <= clock.today():
            raise forms.ValidationError(
                "这条规则已经生效，不能修改。请新建一条规则，并写明从哪天起生效。"
            )
        cleaned: dict[str, Any] | None = super().clean()
        return cleaned
