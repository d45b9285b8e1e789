"""The base of every Wagtail page of the academy."""

from wagtail.models import Page


class AcademyPage(Page):
    """Abstract base: what all pages share is added here, once."""

    show_in_menus_default = False

    class Meta:
        abstract = True
