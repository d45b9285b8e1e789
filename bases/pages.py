"""Wagtail pages of practice bases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from academy.core.pages import AcademyPage

if TYPE_CHECKING:
    from django.http import HttpRequest

PAGE_SIZE = 24


class BaseIndexPage(AcademyPage):
    """List of practice bases."""

    parent_page_types = ["desk.HomePage"]
    subpage_types = ["bases.PracticeBasePage"]

    class Meta:
        verbose_name = verbose_name_plural = "实践基地目录"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The published bases below, a page of them at a time, searched by ?q=."""
        query = request.GET.get("q", "").strip()[:40]
        found = PracticeBasePage.objects.live().child_of(self).order_by("path")
        if query:
            named = Q(title__icontains=query) | Q(district__icontains=query)
            found = found.filter(named | Q(summary__icontains=query))
        bases = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, "bases": bases, "query": query, "nav": "courses"}


class PracticeBasePage(AcademyPage):
    """A practice base: where it is and what is to be seen there."""

    district = models.CharField("所在地", max_length=80, blank=True)
    summary = models.CharField("简介", max_length=160, blank=True)
    story = RichTextField("基地介绍", blank=True, features=["bold", "ul", "ol", "h3"])
    content_panels = [
        *AcademyPage.content_panels,
        FieldPanel("district"),
        FieldPanel("summary"),
        FieldPanel("story"),
    ]
    parent_page_types = ["bases.BaseIndexPage"]
    subpage_types: list[str] = []
    search_fields = [
        *AcademyPage.search_fields,
        index.SearchField("district"),
        index.SearchField("summary"),
        index.SearchField("story"),
    ]

    class Meta:
        verbose_name = verbose_name_plural = "实践基地"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The tasks that may be done here, without loading each as a kind."""
        tasks = self.tasks.non_polymorphic().filter(live=True).order_by("pk")
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        index_url = self.get_parent().url
        return {**context, "tasks": tasks[:PAGE_SIZE], "index_url": index_url, "nav": "courses"}
