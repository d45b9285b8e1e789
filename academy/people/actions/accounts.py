"""Accounts: making one, its phone, its password, its lock."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from axes.utils import reset as forget_failures
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from wagtail.log_actions import log

from academy.core.errors import ActionError
from academy.people import rules
from academy.people.models import User, standing_of

if TYPE_CHECKING:
    from academy.people.models import TraineeCategory

# No letters or digits that look alike when read out or written down.
_CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"


@transaction.atomic
def create_person(
    *,
    account: str,
    name: str,
    phone: str = "",
    email: str = "",
    category: TraineeCategory | None = None,
    password: str | None = None,
    must_change_password: bool = True,
) -> User:
    """Make an account. Without a password nobody can sign in until one is set by a manager."""
    number = _phone(phone)
    person = User(
        username=_account(account, number),
        name=name.strip(),
        phone=_free_phone(number),
        email=email.strip().lower(),
        category=category,
        must_change_password=must_change_password,
    )
    if not person.name:
        raise ActionError("请填写姓名。")
    person.set_password(password)
    person.save()
    return person


@transaction.atomic
def change_phone(*, person: User, phone: str) -> None:
    """Store another mobile number, or none when empty; it is a sign-in name from now on."""
    person.phone = _free_phone(_phone(phone), person)
    person.save(update_fields=["phone"])


@transaction.atomic
def set_own_password(*, person: User, password: str) -> None:
    """A password chosen by its owner: nothing is left to change, old failures are forgotten."""
    person.set_password(password)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    forget_failures(username=person.username)


@transaction.atomic
def reset_password_by_manager(*, manager: User, person: User) -> str:
    """Give a person a one-time password (returned, stored nowhere) and open a locked account.

    All sessions of the person end; the next sign-in asks for a password of their own.
    """
    _require_management(manager, person)
    password = _one_time_password()
    person.set_password(password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    forget_failures(username=person.username)
    log(instance=person, action="people.reset_password", user=manager)
    return password


@transaction.atomic
def unlock_account(*, manager: User, person: User) -> None:
    """Forget failed sign-ins: a locked account opens at once."""
    _require_management(manager, person)
    forget_failures(username=person.username)
    log(instance=person, action="people.unlock", user=manager)


def _require_management(manager: User, person: User) -> None:
    if not rules.can_manage_password(standing_of(manager), standing_of(person)):
        raise ActionError(
            "您不能管理这个账号：单位管理员只管本单位及下级单位的学员，其他账号请联系学院教务处。"
        )


def _one_time_password() -> str:
    return "-".join("".join(secrets.choice(_CLEAR) for _ in range(4)) for _ in range(3))


def _account(text: str, phone: str | None) -> str:
    """An account that nobody has and that cannot be taken for somebody's phone."""
    account = rules.normalise_account(text)
    try:
        UnicodeUsernameValidator()(account)
    except ValidationError:
        raise ActionError("账号只能用文字、数字和 @ . + - _，不能有空格。") from None
    number = rules.normalise_phone(account)
    if number and number != phone:
        raise ActionError("账号不能是别人的手机号。")
    if User.objects.filter(Q(username=account) | Q(phone=number or account)).exists():
        raise ActionError(f"账号“{account}”已经有人使用，请换一个。")
    return account


def _phone(text: str) -> str | None:
    if not text.strip():
        return None
    number = rules.normalise_phone(text)
    if number is None:
        raise ActionError("手机号应为 11 位数字，例如 13800001234。")
    return number


def _free_phone(number: str | None, person: User | None = None) -> str | None:
    """The number, refused when another account signs in with it."""
    others = User.objects.exclude(pk=person.pk) if person else User.objects.all()
    if number and others.filter(Q(phone=number) | Q(username=number)).exists():
        raise ActionError("这个手机号已登记在另一个账号上，请核对，或联系学院教务处。")
    return number
