"""Micro-film: a short film, watched to its end."""

from __future__ import annotations

from wagtail.admin.panels import FieldPanel

from courses.activities.watched import WatchedActivity


class MicroFilm(WatchedActivity):
    """A film of a few minutes about one thing."""

    kind_label = "微视频"
    icon = "play"
    admin_icon = "media"
    player_template = "courses/activities/micro_film.html"

    panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        WatchedActivity.film_panel,
        WatchedActivity.rule_panel,
    ]

    class Meta:
        verbose_name = verbose_name_plural = "微视频"
