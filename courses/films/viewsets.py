"""Films in Wagtail's admin."""

from __future__ import annotations

from typing import ClassVar

from wagtail.snippets.views.snippets import SnippetViewSet

from courses.films.models import Film


class FilmViewSet(SnippetViewSet):
    """影片."""

    model = Film
    icon = "media"
    menu_label = "影片"
    menu_order = 205
    add_to_admin_menu = True
    copy_view_enabled = False
    search_fields: ClassVar[list[str]] = ["title"]
    search_backend_name = None
    list_per_page = 50
