"""Reads of Wagtail's tree, and of what points at what."""

from collections.abc import Collection, Iterable
from itertools import accumulate
from typing import Any

from django.db.models import Exists, ForeignObjectRel, ManyToManyField, Model, OuterRef
from wagtail.models import Page, PageViewRestriction, Site

from academy.core.pages import AcademyPage

ROOT_SLUG = "root"
IDS_AT_ONCE = 500


def find_page(path: str) -> AcademyPage | None:
    """The page at `path` ("courses/wu-min/"), live or not, in two statements at any depth.

    None where Wagtail should look itself: there is more than one site, no such page, a page with
    addresses of its own below it, an alias or a restriction on the way to it.
    """
    roots = Site.get_site_root_paths()
    if len(roots) != 1:
        return None
    way = _way_to(f"{roots[0].root_path}{path}")
    if way is None:
        return None
    *_, parent, page = way
    kind = page.specific_class
    if kind is None or not issubclass(kind, AcademyPage):
        return None
    found: AcademyPage | None = (
        kind.objects.select_related(*kind.shown_with).filter(pk=page.pk).first()
    )
    if found:
        found.is_open_to_all = True
        found._cached_parent_obj = parent
    return found


def _way_to(url_path: str) -> list[Page] | None:
    """The pages from the root of the tree down to the one at `url_path`, if nothing is special."""
    slugs = [slug for slug in url_path.split("/") if slug]
    url_paths = list(accumulate(slugs, lambda above, slug: f"{above}{slug}/", initial="/"))
    # The slugs say nothing new, but they have an index.
    rows = Page.objects.filter(slug__in=[ROOT_SLUG, *slugs], url_path__in=url_paths)
    restricted = Exists(PageViewRestriction.objects.filter(page=OuterRef("pk")))
    way = list(rows.annotate(is_restricted=restricted).order_by("depth"))
    is_whole = [page.url_path for page in way] == url_paths
    is_plain = not any(page.is_restricted or page.alias_of_id for page in way)
    return way if len(way) > 1 and is_whole and is_plain else None


def pointed_at(
    ids: Collection[int], model: type[Model], *, besides: Iterable[Any] = ()
) -> set[int]:
    """Which of the rows `ids` of `model` some row of another table points at.

    `besides`: tables whose rows count for nothing. One statement per table, 500 ids at once.
    """
    ignored, listed, found = set(besides), sorted(ids), set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.related_model in ignored:
            continue
        if relation.parent_link or isinstance(relation.field, ManyToManyField):
            continue  # The rows between are a table of their own.
        rows = relation.related_model._base_manager
        name = relation.field.name
        for start in range(0, len(listed), IDS_AT_ONCE):
            part = listed[start : start + IDS_AT_ONCE]
            found |= set(rows.filter(**{f"{name}__in": part}).values_list(name, flat=True))
    return found
