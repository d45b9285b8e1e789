"""Pictures in the sizes they are shown in: one statement for all of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch, prefetch_related_objects
from wagtail.images import get_image_model

if TYPE_CHECKING:
    from typing import Any

CARD_PICTURE = "fill-336x216"
TEXT_PICTURE = "max-1200x1200"


def renditions(size: str, of: str = "renditions") -> Prefetch[Any]:
    """Has pictures load their files of one size; `of` leads there, as in "cover__renditions"."""
    files = get_image_model().get_rendition_model().objects.filter(filter_spec=size)
    return Prefetch(of, files, to_attr="prefetched_renditions")


def with_pictures(body: Any) -> Any:
    """A text of LessonBlocks whose pictures have their files at hand."""
    pictures = [block.value["image"] for block in body if block.block_type == "picture"]
    prefetch_related_objects([picture for picture in pictures if picture], renditions(TEXT_PICTURE))
    return body
