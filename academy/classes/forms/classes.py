"""What administrators type about a class."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q

from academy.certification.models import Programme
from academy.classes.enums import ClassState, PaperKind, StaffDuty
from academy.classes.models import TrainingClass
from academy.people.enums import Role
from academy.people.models import Organisation, User

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

PAPER_SUFFIXES = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".jpg", ".jpeg", ".png")
PAPER_MB = 20
LINE = re.compile(r"(.+?)[\s:：=]+(\d{1,4})")


def _day() -> forms.DateInput:
    """A date picker of the browser, which wants ISO whatever the language."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class TrainingClassForm(forms.ModelForm):  # type: ignore[type-arg]
    """The facts about a class. `version`: the one they were read from."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    aim = forms.CharField(
        label="目的和内容（方案要点）",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="立项前要写明；学员在班级概况里看到。",
    )

    class Meta:
        model = TrainingClass
        fields = [
            "code",
            "name",
            "form",
            "year",
            "audience",
            "aim",
            "organiser",
            "starts_on",
            "ends_on",
            "capacity",
            "place",
            "programme",
        ]
        widgets = {"starts_on": _day(), "ends_on": _day()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programme = self.fields["programme"]
        assert isinstance(programme, forms.ModelChoiceField)  # noqa: S101
        present = Q(pk=self.instance.programme_id)
        offered = Programme.objects.filter(Q(is_for_classes=True, live=True) | present)
        programme.queryset = offered.order_by("title")
        programme.help_text = "在“证书项目”里建立、勾选“只用于培训班结业”并发布的项目。"
        self.fields["version"].initial = self.instance.version if self.instance.pk else None

    @property
    def facts(self) -> dict[str, Any]:
        """What an action takes: the facts without the version."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class MoveClassForm(forms.Form):
    """A step of a class's life."""

    to = forms.ChoiceField(choices=ClassState.choices)
    version = forms.IntegerField()
    reason = forms.CharField(max_length=200, required=False)


class StaffForm(forms.Form):
    """Who looks after a class, by account, several separated by spaces or commas."""

    head_teachers = forms.CharField(
        label="班主任", required=False, help_text="填账号，多人用空格或逗号隔开。"
    )
    followers = forms.CharField(label="跟班", required=False)
    helpers = forms.CharField(
        label="协助点名", required=False, help_text="可以帮教师点名，看不到其他资料。"
    )

    def __init__(self, *args: Any, training_class: TrainingClass, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = training_class.staff.select_related("person").order_by("pk")
        for name, duty in DUTIES.items():
            accounts = [each.person.username for each in staff if each.duty == duty]
            self.fields[name].initial = " ".join(accounts)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in DUTIES:
            cleaned[name] = self._people(name, cleaned.get(name, ""))
        return cleaned

    def _people(self, name: str, text: str) -> list[User]:
        accounts = [word.lower() for word in re.split(r"[\s,，、;；]+", text) if word]
        found = {user.username: user for user in User.objects.filter(username__in=accounts)}
        if missing := [account for account in accounts if account not in found]:
            self.add_error(name, f"没有这些账号：{'、'.join(missing)}。")
        return [found[account] for account in accounts if account in found]

    @property
    def duties(self) -> dict[StaffDuty, list[User]]:
        return {duty: self.cleaned_data[name] for name, duty in DUTIES.items()}

    @staticmethod
    def choices() -> Iterable[User]:
        """Those who can be head teachers, to be shown beside the form."""
        heads: Iterable[User] = User.objects.holding(Role.HEAD_TEACHER).order_by("name")[:30]
        return heads


DUTIES = {
    "head_teachers": StaffDuty.HEAD_TEACHER,
    "followers": StaffDuty.FOLLOWER,
    "helpers": StaffDuty.HELPER,
}


class QuotaForm(forms.Form):
    """Units and their places, one to a line: the unit's code or name, then the number."""

    lines = forms.CharField(
        label="名额",
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="一行一个单位：单位代码或名称，空格，人数。例如：宽城区 10",
    )

    def __init__(self, *args: Any, training_class: TrainingClass, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        quotas = training_class.quotas.select_related("organisation")
        lines = [f"{quota.organisation.code} {quota.places}" for quota in quotas]
        self.fields["lines"].initial = "\n".join(lines)

    def clean_lines(self) -> dict[Organisation, int]:
        found: dict[Organisation, int] = {}
        faults = []
        rows = [line.strip() for line in self.cleaned_data["lines"].splitlines()]
        for number, line in enumerate(rows, start=1):
            if not line:
                continue
            unit, places, fault = self._read(line)
            if unit in found:
                fault = f"{unit}前面已经写过"
            if fault or unit is None:
                faults.append(f"第 {number} 行：{fault}。")
            else:
                found[unit] = places
        if faults:
            raise forms.ValidationError(faults)
        return found

    @staticmethod
    def _read(line: str) -> tuple[Organisation | None, int, str]:
        parts = LINE.fullmatch(line)
        if parts is None:
            return None, 0, "写法不对，请写成“宽城区 10”"
        name, places = parts.group(1).strip(), int(parts.group(2))
        units = list(Organisation.objects.filter(Q(code=name) | Q(name=name))[:2])
        if not units:
            return None, 0, f"没有“{name}”这个单位"
        if len(units) > 1:
            return None, 0, f"有几个单位都叫“{name}”，请改写单位代码"
        return units[0], places, "" if places else "人数不能是 0"


class PaperForm(forms.Form):
    """A paper to file."""

    kind = forms.ChoiceField(label="材料", choices=PaperKind.choices)
    file = forms.FileField(label="文件", help_text=f"PDF、办公文档或图片，最大 {PAPER_MB} MB。")

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if refusal := getattr(file, "refusal", ""):
            raise forms.ValidationError(refusal)
        if not (file.name or "").lower().endswith(PAPER_SUFFIXES):
            raise forms.ValidationError("只收 PDF、办公文档和图片。")
        if file.size and file.size > PAPER_MB * 1024 * 1024:
            raise forms.ValidationError(f"文件太大：最大 {PAPER_MB} MB。")
        return file


class CopyClassForm(forms.Form):
    """A new class like an old one."""

    code = forms.SlugField(label="新编号", max_length=50)
    name = forms.CharField(label="新班名", max_length=80)
    starts_on = forms.DateField(label="开班日期", widget=_day())
