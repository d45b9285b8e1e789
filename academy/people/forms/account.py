"""What people type about themselves and their passwords."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.password_validation import validate_password

from academy.people import queries
from academy.people.models import User

PASSWORD_HELP = "至少 10 位；不能全是数字；不要用姓名、账号或常见的密码。"  # noqa: S105


def _password(label: str, *, autocomplete: str, help_text: str = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, widget=widget, help_text=help_text)


class LoginForm(allauth_forms.LoginForm):
    """Account or phone, and password; both names become the one account behind them."""

    password = _password("密码", autocomplete="current-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        self.fields["login"] = forms.CharField(
            label="账号或手机号", max_length=150, widget=forms.TextInput(attrs=names)
        )
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        return queries.account_of(self.cleaned_data["login"])

    def user_credentials(self) -> dict[str, str]:
        return {
            "username": self.cleaned_data["login"],
            "password": self.cleaned_data["password"],
        }


class NewPasswordForm(forms.Form):
    """A new password, typed twice, for `user`."""

    password1 = _password("新密码", autocomplete="new-password", help_text=PASSWORD_HELP)
    password2 = _password("再输一次新密码", autocomplete="new-password")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs.pop("temp_key", None)
        super().__init__(*args, **kwargs)
        # After: allauth's forms further down set it to None.
        self.user = user

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.user)
        if self.user.check_password(password):
            raise forms.ValidationError("新密码不能和原来的一样。")
        return password

    def clean_password2(self) -> str:
        password: str = self.cleaned_data["password2"]
        if "password1" in self.cleaned_data and password != self.cleaned_data["password1"]:
            raise forms.ValidationError("两次输入的不一样，请再输一次。")
        return password


class ResetPasswordKeyForm(NewPasswordForm, allauth_forms.ResetPasswordKeyForm):
    """The new password behind the link of the reset mail."""


class ChangePasswordForm(NewPasswordForm, allauth_forms.ChangePasswordForm):
    """The present password, then the new one."""

    oldpassword = _password("现在的密码", autocomplete="current-password")
    field_order = ["oldpassword", "password1", "password2"]


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """The address a reset mail is sent to, when an account has it."""

    email = forms.EmailField(
        label="邮箱",
        help_text="填账号里登记的邮箱。",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        return str(super().clean_email()).lower()


class PhoneForm(forms.Form):
    """One's mobile number."""

    phone = forms.CharField(
        label="手机号",
        required=False,
        max_length=30,
        help_text="11 位手机号，可用来登录；留空就不再用手机号登录。",
        widget=forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel-national"}
        ),
    )


class FindPeopleForm(forms.Form):
    """Which unit, and a name or account."""

    unit = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    q = forms.CharField(
        label="姓名、账号或手机号",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
