"""The question bank in Wagtail's admin."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import path, reverse
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, SnippetViewSet

from courses.questions import views
from courses.questions.models import QuestionBank

SCREENS = [("题目", "questions", "list-ul"), ("导入题目", "import", "upload")]


class BankIndexView(IndexView):
    """The banks, each with the ways to its questions."""

    def get_inspect_url(self, instance: QuestionBank) -> str | None:
        """Those who edit no banks, as reviewers, come to the questions."""
        return None if self.user_has_permission("change") else _url("questions", instance)

    def get_list_more_buttons(self, instance: QuestionBank) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if self.user_has_permission("change"):
            buttons += [
                MenuItem(label, url=_url(name, instance), icon_name=icon, priority=5)
                for label, name, icon in SCREENS
            ]
        return buttons


class BankCreateView(CreateView):
    """A new bank is empty: what comes next is importing."""

    def get_success_url(self) -> str:
        return _url("import", self.object)


class BankEditView(EditView):
    """A bank's own fields, with the ways to its questions above."""

    @property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(label, url=_url(name, self.object), icon_name=icon, priority=place)
            for place, (label, name, icon) in enumerate(SCREENS)
        ]


class QuestionBankViewSet(SnippetViewSet):
    """题库."""

    model = QuestionBank
    icon = "help"
    menu_label = "题库"
    menu_order = 210
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display: ClassVar[list[Any]] = ["title", Column("subject", label="主题")]
    search_fields: ClassVar[list[str]] = ["title", "subject"]
    form_fields: ClassVar[list[str]] = ["title", "subject"]
    list_per_page = 50
    index_view_class = BankIndexView
    add_view_class = BankCreateView
    edit_view_class = BankEditView

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("questions/<int:pk>/", views.questions, name="questions"),
            path("import/<int:pk>/", views.import_into, name="import"),
            path("retire/<int:pk>/", views.retire, name="retire"),
        ]


def _url(name: str, bank: QuestionBank) -> str:
    return reverse(f"{views.URLS}:{name}", args=[bank.pk])
