"""Lecture: a long film with its slides and what is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model

from courses.activities.watched import WatchedActivity
from courses.blocks import SlideBlocks
from courses.watching.words import face, moment

if TYPE_CHECKING:
    from academy.learning.models import Attempt

SLIDE_PICTURE = "width-960"


@dataclass(frozen=True)
class Slide:
    """A slide as the player shows it: from when on, its picture, the same in words."""

    start_ms: int
    face: str
    picture: Any
    words: str


class Lecture(WatchedActivity):
    """A recorded lecture. Slides stand beside the film from their moment on."""

    kind_label = "专题讲座"
    icon = "people"
    admin_icon = "desktop"
    player_template = "courses/activities/lecture.html"

    slides = StreamField(SlideBlocks(), blank=True, verbose_name="课件")

    panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        WatchedActivity.film_panel,
        FieldPanel("slides"),
        WatchedActivity.rule_panel,
    ]

    class Meta:
        verbose_name = verbose_name_plural = "专题讲座"

    def player_context(self, attempt: Attempt) -> dict[str, Any]:
        return {**super().player_context(attempt), "slides": self.slides_in_order()}

    def slides_in_order(self) -> list[Slide]:
        """The slides by their moments, in a constant number of queries however many there are."""
        values = [block.value for block in self.slides if block.value["image"]]
        ids = [value["image"].pk for value in values]
        images = get_image_model().objects.prefetch_renditions(SLIDE_PICTURE).in_bulk(ids)
        slides = [
            Slide(
                start_ms=moment(value["start"]),
                face=face(moment(value["start"])),
                picture=images[value["image"].pk].get_rendition(SLIDE_PICTURE),
                words=value["image"].contextual_alt_text or value["image"].title,
            )
            for value in values
        ]
        return sorted(slides, key=lambda slide: slide.start_ms)
