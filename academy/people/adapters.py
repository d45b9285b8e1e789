"""How django-allauth and django-axes meet our accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter

# Before `stages`: imported the other way round, allauth's own circle of imports breaks.
from allauth.account.internal import stagekit as _first  # noqa: F401
from allauth.account.stages import LoginStage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from academy.people import actions, queries

if TYPE_CHECKING:
    from academy.people.models import User

FIRST_PASSWORD_STAGE = "first_password"  # noqa: S105 - the name of a step, no password


class AccountAdapter(DefaultAccountAdapter):
    """No public sign-up; our words; passwords set by our action; first sign-in sets a password."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": (
            "账号（手机号）或密码不对，请检查后再试。连续 5 次不对会锁定 15 分钟。"
        ),
        "too_many_login_attempts": "尝试太频繁，请稍后再试。",
        "enter_current_password": "现在的密码不对，请重新输入。",
        "invalid_password_reset": "链接无效或已经用过。",
        "account_inactive": "这个账号已停用。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        actions.set_own_password(person=user, password=password)

    def get_login_stages(self) -> list[str]:
        return ["academy.people.adapters.FirstPasswordStage"]


class FirstPasswordStage(LoginStage):
    """Between the right one-time password and being signed in: a password of one's own.

    The person is not signed in yet, so no other page can be reached around it.
    """

    key = FIRST_PASSWORD_STAGE
    urlname = "people:first-password"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if not self.login.user.must_change_password:
            return None, True
        return HttpResponseRedirect(reverse(self.urlname)), True

    def is_resumable(self, request: HttpRequest) -> bool:
        """Whoever opens the sign-in page again may sign in as somebody else."""
        return False


def axes_account(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The one account that failures count against, whichever name was typed.

    Asked several times per request: the answer is kept on it.
    """
    typed = (credentials or {}).get("username") or request.POST.get("login", "")
    known: dict[str, str] = request.__dict__.setdefault("_axes_accounts", {})
    if typed not in known:
        known[typed] = queries.account_of(typed)
    return known[typed]
