"""The base of every Wagtail page of the academy."""

from typing import Any, ClassVar

from wagtail.models import Page, PageViewRestriction


class AcademyPage(Page):
    """Abstract base: what all pages share is added here, once."""

    show_in_menus_default = False
    # Rows it points at that are always shown: fetched with it when it is visited.
    shown_with: ClassVar[tuple[str, ...]] = ()
    # Its look-up has shown that neither it nor a page above is restricted.
    is_open_to_all = False

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> Any:
        """Wagtail's look-up (two statements), unless the answer is known."""
        if self.is_open_to_all:
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()
