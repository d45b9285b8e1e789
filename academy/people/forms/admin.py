"""What administrators type in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django import forms
from wagtail.users.forms import UserCreationForm, UserEditForm

from academy.core import clock
from academy.people import rules
from academy.people.choosers import organisation_chooser, person_chooser
from academy.people.enums import OrganisationLevel
from academy.people.models import Membership, Organisation, TraineeCategory, User

_USER_FIELDS = ["username", "name", "phone", "email", "category", "must_change_password"]


def _day() -> forms.DateInput:
    """A date picker of the browser, which wants ISO whatever the language."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class PersonFields(forms.ModelForm):  # type: ignore[type-arg]
    """Name, phone and category in place of first and last name; roles come from posts."""

    first_name = None
    last_name = None
    email = forms.EmailField(label="邮箱", required=False, help_text="用来接收重置密码的链接。")
    phone = forms.CharField(label="手机号", required=False, max_length=30)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "账号"
        self.fields["username"].help_text = "文字、数字和 @ . + - _，一律小写。"

    def clean_username(self) -> str:
        return rules.normalise_account(self.cleaned_data["username"])

    def clean_phone(self) -> str | None:
        typed = self.cleaned_data["phone"].strip()
        number = rules.normalise_phone(typed)
        if typed and number is None:
            raise forms.ValidationError("手机号应为 11 位数字，例如 13800001234。")
        return number

    def clean(self) -> dict[str, Any]:
        """Nobody's account is another person's phone."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        others = User.objects.exclude(pk=self.instance.pk)
        phone, account = cleaned.get("phone"), cleaned.get("username", "")
        if phone and others.filter(username=phone).exists():
            self.add_error("phone", "这个手机号是另一个人的账号。")
        if others.filter(phone=rules.normalise_phone(account) or account).exists():
            self.add_error("username", "这个账号是另一个人的手机号。")
        return cleaned


class PersonCreationForm(PersonFields, UserCreationForm):
    """Whoever types a password for somebody else knows it: the owner changes it at first."""

    class Meta(UserCreationForm.Meta):
        fields = [*_USER_FIELDS, "is_superuser"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["must_change_password"].initial = True


class PersonEditForm(PersonFields, UserEditForm):
    class Meta(UserEditForm.Meta):
        fields = [*_USER_FIELDS, "is_active", "is_superuser"]


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]
    """A unit and the one above it."""

    parent = forms.ModelChoiceField(
        Organisation.objects.all(),
        label="上级单位",
        required=False,
        help_text="不选就是最上一级。",
        widget=organisation_chooser.widget_class,
    )
    level = forms.ChoiceField(label="层级", choices=OrganisationLevel.choices)

    class Meta:
        model = Organisation
        fields = ["name", "code", "level"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["parent"].initial = self.instance.get_parent()

    def clean_parent(self) -> Organisation | None:
        parent: Organisation | None = self.cleaned_data["parent"]
        if parent and self.instance.pk and parent.path.startswith(self.instance.path):
            raise forms.ValidationError("单位不能放到自己或自己的下级单位里。")
        return parent


class GrantMembershipForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person, a role, a unit and the first day."""

    class Meta:
        model = Membership
        fields = ["user", "role", "organisation", "started_on"]
        widgets = {
            "user": person_chooser.widget_class,
            "organisation": organisation_chooser.widget_class,
            "started_on": _day(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["started_on"].initial = clock.today


class EndMembershipForm(forms.ModelForm):  # type: ignore[type-arg]
    """The first day without the post. Nothing else of a post changes: grant a new one."""

    class Meta:
        model = Membership
        fields = ["ended_on"]
        widgets = {"ended_on": _day()}
        help_texts = {"ended_on": "从这一天起不再任职；结束后不能恢复，需要时另加一条。"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ended_on"].required = True
        self.fields["ended_on"].disabled = self.instance.ended_on is not None


class TraineeCategoryForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = TraineeCategory
        fields = ["code", "name"]
