"""Registration with Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from academy.core.errors import ActionError
from academy.people.choosers import instructor_chooser, organisation_chooser, person_chooser
from academy.people.models import User
from academy.people.viewsets import PeopleViewSetGroup


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[Any]:
    return [PeopleViewSetGroup(), person_chooser, instructor_chooser, organisation_chooser]


@hooks.register("register_log_actions")
def register_deeds(registry: LogActionRegistry) -> None:
    """Deeds of managers that must stay answerable."""
    registry.register_action("people.reset_password", "重置密码", "重置了登录密码")
    registry.register_action("people.unlock", "解除锁定", "解除了账号锁定")


@hooks.register("before_bulk_action")
def keep_accounts_in_careful_hands(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> None:
    """Groups follow posts and superusers are out of reach: bulk work on people is theirs alone."""
    if not issubclass(action.model, User):
        return
    if not request.user.is_superuser:
        raise PermissionDenied("批量修改账号只有超级管理员可以做。")
    if action_type == "delete":
        raise ActionError("人员不能批量删除。不再使用的账号，请停用。")
