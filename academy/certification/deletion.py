"""What programmes ask for is not deleted under them.

Wagtail's reference index knows which programme names what, but treats blocks as loose references:
a deletion would go through and leave requirements that nobody can meet.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.shortcuts import redirect
from wagtail.models import Page, ReferenceIndex

from academy.certification.models import Programme

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse


def programmes_naming(objects: Iterable[Model]) -> QuerySet[Programme]:
    """Programmes, drafts too, with a requirement that names one of `objects`, or a page below."""
    found: set[str] = set()
    for thing in objects:
        named = thing.get_descendants(inclusive=True) if isinstance(thing, Page) else [thing]
        found |= set(
            ReferenceIndex.get_references_to_in_bulk(named)
            .filter(base_content_type=ContentType.objects.get_for_model(Programme))
            .values_list("object_id", flat=True)
        )
    return Programme.objects.filter(pk__in=found)


def refuse_deletion(request: HttpRequest, objects: Iterable[Model]) -> HttpResponse | None:
    """Back to where the person came from, naming the programmes; None when nothing is named."""
    titles = "、".join(f"“{programme}”" for programme in programmes_naming(objects))
    if not titles:
        return None
    messages.error(request, f"不能删除：证书项目{titles}的颁证条件用到了它，请先修改证书项目。")
    return redirect("wagtailadmin_home")
