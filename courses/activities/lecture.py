"""Lecture: a long film with its slides and what is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError
from wagtail.fields import StreamField
from wagtail.images import get_image_model

from courses.activities.watched import WatchedActivity, WatchedForm
from courses.blocks import SlideBlocks
from courses.rules import moment_ms
from courses.watching.words import face

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


class LectureForm(WatchedForm):
    """Refuses slides that nobody would ever see."""

    def clean(self) -> Any:
        cleaned = super().clean()
        film = cleaned.get("film")
        if film and film.duration_ms and "slides" in cleaned:
            beyond = StructBlockValidationError(
                {"start": ValidationError(f"超出了片长（{film.length}）。")}
            )
            faults = {
                number: beyond
                for number, slide in enumerate(cleaned["slides"])
                if moment_ms(slide.value["start"]) >= film.duration_ms
            }
            if faults:
                self.add_error("slides", StreamBlockValidationError(faults))
        return cleaned


class Lecture(WatchedActivity):
    """A recorded lecture. Slides stand beside the film from their moment on."""

    base_form_class = LectureForm

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
                start_ms=moment_ms(value["start"]),
                face=face(moment_ms(value["start"])),
                picture=images[value["image"].pk].get_rendition(SLIDE_PICTURE),
                words=value["image"].contextual_alt_text or value["image"].title,
            )
            for value in values
        ]
        return sorted(slides, key=lambda slide: slide.start_ms)
