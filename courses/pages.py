"""Wagtail pages of courses: index → course → chapter → lesson."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.search import index

from academy.core.pages import AcademyPage
from academy.learning.models import Activity
from courses.blocks import LessonBlocks
from courses.enums import CourseForm, Necessity, Subject


class CourseIndexPage(AcademyPage):
    """The catalogue."""

    intro = models.CharField("导语", max_length=200, blank=True)
    content_panels = [*AcademyPage.content_panels, FieldPanel("intro")]
    parent_page_types = ["desk.HomePage"]
    subpage_types = ["courses.CoursePage"]

    class Meta:
        verbose_name = "课程目录"


class CoursePage(AcademyPage):
    """A course as found in the catalogue."""

    summary = models.CharField("简介", max_length=160)
    audience = models.CharField("适合对象", max_length=120, blank=True)
    form = models.CharField(
        "形式", max_length=10, choices=CourseForm.choices, default=CourseForm.ONLINE
    )
    subject = models.CharField("主题", max_length=12, choices=Subject.choices)
    necessity = models.CharField(
        "修读要求", max_length=10, choices=Necessity.choices, default=Necessity.ELECTIVE
    )
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="主讲教师",
    )
    cover = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="封面",
    )
    hours = models.DecimalField("学时", max_digits=6, decimal_places=2, default=0, editable=False)

    content_panels = [
        *AcademyPage.content_panels,
        FieldPanel("summary"),
        FieldPanel("subject"),
        FieldPanel("form"),
        FieldPanel("necessity"),
        FieldPanel("audience"),
        FieldPanel("teacher"),
        FieldPanel("cover"),
    ]
    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types = ["courses.ChapterPage"]
    search_fields = [
        *AcademyPage.search_fields,
        index.SearchField("summary"),
        index.FilterField("form"),
        index.FilterField("subject"),
        index.FilterField("necessity"),
    ]

    class Meta:
        verbose_name = "课程"


class ChapterPage(AcademyPage):
    """A chapter: holds lessons in order."""

    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage"]

    class Meta:
        verbose_name = "章"


class LessonPage(AcademyPage):
    """A lesson: text, pictures, cases, and placed activities in order."""

    body = StreamField(LessonBlocks(), blank=True, verbose_name="课文")
    content_panels = [
        *AcademyPage.content_panels,
        FieldPanel("body"),
        InlinePanel("placements", label="学习活动", heading="学习活动"),
    ]
    parent_page_types = ["courses.ChapterPage"]
    subpage_types: list[str] = []
    search_fields = [*AcademyPage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "课"


class LessonActivity(Orderable):
    """A placement of an activity in a lesson. The activity itself is a library item."""

    lesson = ParentalKey(LessonPage, on_delete=models.CASCADE, related_name="placements")
    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="placements", verbose_name="学习活动"
    )
    required = models.BooleanField("必做", default=True)

    panels = [FieldPanel("activity"), FieldPanel("required")]

    class Meta(Orderable.Meta):
        verbose_name = verbose_name_plural = "学习活动"
