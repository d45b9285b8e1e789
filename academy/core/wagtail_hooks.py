"""What the house changes in Wagtail's admin as such."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("construct_help_menu")
def keep_help_inside(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Wagtail's news and guide are English pages of another host: no help to our people."""
    menu_items[:] = [item for item in menu_items if not item.url.startswith("http")]
