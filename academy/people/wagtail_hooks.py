"""Registration with Wagtail's admin."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_deeds(registry: LogActionRegistry) -> None:
    """Deeds of managers that must stay answerable."""
    registry.register_action("people.reset_password", "重置密码", "重置了登录密码")
    registry.register_action("people.unlock", "解除锁定", "解除了账号锁定")
