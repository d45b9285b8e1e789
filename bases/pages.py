"""Wagtail pages of practice bases."""

from __future__ import annotations

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from academy.core.pages import AcademyPage


class BaseIndexPage(AcademyPage):
    """List of practice bases."""

    parent_page_types = ["desk.HomePage"]
    subpage_types = ["bases.PracticeBasePage"]

    class Meta:
        verbose_name = "实践基地目录"


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
        verbose_name = "实践基地"
