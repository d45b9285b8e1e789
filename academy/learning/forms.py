"""Input of learning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.admin.forms.choosers import BaseFilterForm

from academy.core.kinds import kinds_of
from academy.learning.models import Activity

if TYPE_CHECKING:
    from django.db.models import QuerySet


class ActivityFilterForm(BaseFilterForm):
    """Finds activities for the chooser: any part of the title or summary, and the kind."""

    q = forms.CharField(label="查找", required=False, max_length=60)
    kind = forms.ChoiceField(label="类型", required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        type_of = ContentType.objects.get_for_model
        labels = [(str(type_of(kind).pk), kind.kind_label) for kind in kinds_of(Activity)]
        field = self.fields["kind"]
        field.choices = [("", "全部类型"), *labels]
        field.widget.attrs["data-chooser-modal-search-filter"] = True

    def filter(self, objects: QuerySet[Activity]) -> QuerySet[Activity]:
        query, kind = self.cleaned_data["q"], self.cleaned_data["kind"]
        if query:
            self.is_searching, self.search_query = True, query
            objects = objects.filter(Q(title__icontains=query) | Q(summary__icontains=query))
        return objects.filter(polymorphic_ctype_id=kind) if kind else objects
