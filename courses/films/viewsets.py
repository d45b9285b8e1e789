"""Films in Wagtail's admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, SnippetViewSet

from academy.core.uploads import DISK_FULL, is_no_room
from courses.films.actions import prepare_upload
from courses.films.forms import FilmForm
from courses.films.models import Film
from courses.films.panels import StatusPanel
from courses.films.queries import activities_showing
from courses.texts.actions import index_film

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse, JsonResponse
    from wagtail.snippets.views.snippets import CreateView as FormView
else:
    FormView = object


class FilmFormView(FormView):
    """What adding and editing a film share."""

    def save_instance(self) -> Film:
        """Save; have a new file prepared, and new captions found."""
        before = self.form.initial
        film: Film = super().save_instance()
        if "original" in self.form.changed_data:
            replaced = str(before.get("original") or "")
            prepare_upload(film=film, by=self.request.user, replaced=replaced)
        if film.captions != before.get("captions", ""):
            index_film(film_id=film.pk, text=film.captions_text)
        return film

    def form_valid(self, form: FilmForm) -> HttpResponse:
        """A full disk is told at the field; what else was written stays in the form."""
        try:
            response: HttpResponse = super().form_valid(form)
        except OSError as error:
            if not is_no_room(error):
                raise
            form.add_error("original", DISK_FULL)
            self.produced_error_message = self.get_error_message()
            response = self.form_invalid(form)
        return response

    def json_error_response(self, error_code: str, error_message: str) -> JsonResponse:
        """For the script that sends the file: every fault, in words."""
        labels = {name: field.label for name, field in self.form.fields.items()}
        faults = [
            f"{labels[name]}：{error}" if name in labels else str(error)
            for name, errors in self.form.errors.items()
            for error in errors
        ]
        words = "\n".join(faults) or error_message
        response: JsonResponse = super().json_error_response(error_code, words)
        return response

    def get_success_url(self) -> str:
        """Stay with the film: its progress is shown there."""
        return str(self.get_edit_url())


class FilmCreateView(FilmFormView, CreateView):
    """A new film."""


class FilmEditView(FilmFormView, EditView):
    """A film's words, file and state."""


class FilmIndexView(IndexView):
    """All films, newest first, each with the activities that show it: a constant few queries."""

    def get_base_queryset(self) -> QuerySet[Film]:
        return Film.objects.select_related("uploaded_by", "job").defer("captions")

    def paginate_queryset(self, queryset: QuerySet[Film], page_size: int) -> tuple[Any, ...]:
        paginator, page, films, is_paginated = super().paginate_queryset(queryset, page_size)
        uses = activities_showing(films)
        for film in films:
            film.shown_in = uses.get(film.pk, [])
        return paginator, page, films, is_paginated


class PosterColumn(Column):
    cell_template_name = "courses/films/admin/poster_cell.html"


class UsesColumn(Column):
    cell_template_name = "courses/films/admin/uses_cell.html"


class FilmViewSet(SnippetViewSet):
    """影片."""

    model = Film
    icon = "media"
    menu_label = "影片"
    menu_name = "films"
    menu_order = 205
    add_to_admin_menu = True
    copy_view_enabled = False
    # Plain containment finds any run of Chinese characters.
    search_fields: ClassVar[list[str]] = ["title"]
    search_backend_name = None
    list_filter: ClassVar[list[str]] = ["state"]
    list_per_page = 50
    index_view_class = FilmIndexView
    add_view_class = FilmCreateView
    edit_view_class = FilmEditView

    @cached_property
    def list_display(self) -> list[Any]:
        return [
            PosterColumn("poster", label="封面"),
            "title",
            Column("length", label="片长"),
            Column("state_words", label="状态"),
            Column("uploaded_by", label="上传人"),
            DateColumn("uploaded_at", label="上传时间", sort_key="uploaded_at"),
            UsesColumn("shown_in", label="用在"),
        ]

    @cached_property
    def edit_handler(self) -> ObjectList:
        panels = [
            StatusPanel(heading="处理情况"),
            FieldPanel("title"),
            FieldPanel("original"),
            FieldPanel("captions_file"),
            FieldPanel("captions"),
            FieldPanel("no_captions_reason"),
            FieldPanel("chapters_text"),
            FieldPanel("still_fit"),
        ]
        return ObjectList(panels, base_form_class=FilmForm)
