"""Passages: long texts in pieces, for the search."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from wagtail.search import index


class Passage(index.Indexed, models.Model):
    """A piece of what a document holds or a film says, in order of `number`.

    `version`: which title and file of the document it was made from.
    """

    document = models.ForeignKey(
        "wagtaildocs.Document", models.CASCADE, null=True, related_name="passages"
    )
    film = models.ForeignKey("courses.Film", models.CASCADE, null=True, related_name="passages")
    number = models.PositiveIntegerField()
    version = models.CharField(max_length=300, blank=True)
    text = models.TextField()

    search_fields = [index.SearchField("text")]
    # A piece of a document is no use made of it.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = verbose_name_plural = "可搜索的文字"
        ordering = ["document_id", "film_id", "number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(document=None, film__isnull=False)
                | Q(document__isnull=False, film=None),
                name="courses_passage_of_one",
            ),
            models.UniqueConstraint(fields=["document", "number"], name="courses_document_piece"),
            models.UniqueConstraint(fields=["film", "number"], name="courses_film_piece"),
        ]

    def __str__(self) -> str:
        return self.text[:40]
