"""What is typed: by people about themselves (account), by administrators (admin)."""

from academy.people.forms.account import (
    ChangePasswordForm,
    FindPeopleForm,
    LoginForm,
    NewPasswordForm,
    PhoneForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)

__all__ = [
    "ChangePasswordForm",
    "FindPeopleForm",
    "LoginForm",
    "NewPasswordForm",
    "PhoneForm",
    "ResetPasswordForm",
    "ResetPasswordKeyForm",
]
