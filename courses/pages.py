"""Wagtail pages of courses: index → course → chapter → lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.module_loading import import_string
from modelcluster.fields import ParentalKey
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.log_actions import log
from wagtail.models import Orderable
from wagtail.search import index

from academy.core.errors import ActionError
from academy.core.pages import AcademyPage
from academy.learning.models import Activity
from academy.learning.rules.hours import figure
from academy.people.choosers import instructor_chooser
from academy.people.enums import Role
from academy.people.models import User
from courses.blocks import LessonBlocks
from courses.enums import CourseForm, Necessity, Subject

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from django.http import HttpRequest, HttpResponse
    from wagtail.models import Revision


# How Wagtail names a publication that the clock started.
SCHEDULED = "wagtail.publish.scheduled"


class ServedPage(AcademyPage):
    """A page shown by a view of this hall, in the site and in the author's preview alike.

    `view` names a function `(request, page) -> HttpResponse`; `request.is_preview` tells it
    that it must write nothing.
    """

    view: ClassVar[str]

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.is_preview = False  # type: ignore[attr-defined]
        return self._answer(request)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        request.is_preview = True  # type: ignore[attr-defined]
        return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = import_string(self.view)(request, self)
        return response


class CourseIndexPage(ServedPage):
    """The catalogue."""

    view = "courses.views.catalogue"
    intro = models.CharField("导语", max_length=200, blank=True)
    content_panels = [*AcademyPage.content_panels, FieldPanel("intro")]
    parent_page_types = ["desk.HomePage"]
    subpage_types = ["courses.CoursePage"]

    class Meta:
        verbose_name = verbose_name_plural = "课程目录"


class CoursePageForm(WagtailAdminPageForm):
    """Offers those who teach as the teacher; at first the author, who mostly is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teachers = User.objects.holding(Role.INSTRUCTOR)
        present = User.objects.filter(pk=self.instance.teacher_id)
        self.fields["teacher"].queryset = teachers | present
        if self.instance.pk is None and self.for_user in teachers:
            self.initial["teacher"] = self.for_user.pk


class CoursePage(ServedPage):
    """A course as found in the catalogue.

    `hours`: what completing everything placed in the latest edition can earn at most.
    """

    view = "courses.views.course"
    shown_with = ("teacher", "cover")
    base_form_class = CoursePageForm
    admin_default_ordering = "ord"
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
        FieldPanel("summary", help_text="一两句话：讲什么，学了能做什么。"),
        MultiFieldPanel(
            [FieldPanel("subject"), FieldPanel("form"), FieldPanel("necessity")], heading="分类"
        ),
        FieldPanel("audience"),
        FieldPanel("teacher", widget=instructor_chooser.widget_class),
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
        verbose_name = verbose_name_plural = "课程"

    @property
    def hours_words(self) -> str:
        """The hours as people write them: 2.5; empty when the course earns none."""
        return figure(self.hours) if self.hours else ""


class ChapterPage(ServedPage):
    """A chapter: holds lessons in order."""

    view = "courses.views.chapter"
    admin_default_ordering = "ord"
    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage"]

    class Meta:
        verbose_name = verbose_name_plural = "章"


def goes_live(data: Mapping[str, Any]) -> bool:
    """Whether an editor's form, as sent, publishes: at once, or by approving."""
    approved = data.get("workflow-action-name") == "approve"
    return "action-publish" in data or ("action-workflow-action" in data and approved)


class GuardedPublishing:
    """Publishing that may be refused, whichever way it comes: `ActionError` says why.

    Approval in a workflow, bulk publishing, the clock, the API all come through `publish`. The
    editor's own button is to be checked by the form.
    """

    def publish_refusal(self, content: Mapping[str, Any]) -> str:
        """Why a revision's content must not go live, in words; empty if it may."""
        raise TypeError(f"{type(self).__name__} must say what keeps it from being published")

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        refusal = self.publish_refusal(revision.content)
        if not refusal:
            super().publish(revision, *args, **kwargs)  # type: ignore[misc]
        elif kwargs.get("log_action") == SCHEDULED:
            self._give_up_schedule(revision, refusal)
        else:
            raise ActionError(refusal)

    def _give_up_schedule(self, revision: Revision, refusal: str) -> None:
        """Keep the draft and note why in its history; other clocks go on."""
        revision.approved_go_live_at = None
        revision.save(update_fields=["approved_go_live_at"])
        log(self, "courses.publish_refused", revision=revision, data={"refusal": refusal})


def drafts_refusal(activity_ids: Collection[int]) -> str:
    """Why a lesson with these activities cannot be published: names the drafts. Empty if it can."""
    drafts = Activity.objects.non_polymorphic().filter(pk__in=activity_ids, live=False)
    titles = [f"《{title}》" for title in drafts.order_by("pk").values_list("title", flat=True)]
    if not titles:
        return ""
    return f"不能发布：学习活动{'、'.join(titles)}还是草稿。请先发布这些活动，再发布这一课。"


class LessonForm(WagtailAdminPageForm):
    """Tells the author at the form what `LessonPage.publish` would refuse."""

    def clean(self) -> Any:
        cleaned = super().clean()
        if goes_live(self.data):
            refusal = drafts_refusal(self._placed_ids())
            if refusal:
                raise ValidationError(refusal)
        return cleaned

    def _placed_ids(self) -> list[int]:
        forms = [form for form in self.formsets["placements"].forms if form.is_valid()]
        kept = [form.cleaned_data for form in forms if not form.cleaned_data.get("DELETE")]
        return [values["activity"].pk for values in kept if values.get("activity")]


class LessonPage(GuardedPublishing, ServedPage):
    """A lesson: text, pictures, cases, and placed activities in order."""

    view = "courses.views.lesson_page"
    base_form_class = LessonForm
    body = StreamField(LessonBlocks(), blank=True, verbose_name="课文")
    content_panels = [
        *AcademyPage.content_panels,
        FieldPanel("body"),
        InlinePanel("placements", label="学习活动", heading="学习活动（按次序）"),
    ]
    parent_page_types = ["courses.ChapterPage"]
    subpage_types: list[str] = []
    search_fields = [*AcademyPage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = verbose_name_plural = "课"

    def publish_refusal(self, content: Mapping[str, Any]) -> str:
        return drafts_refusal([line["activity"] for line in content["placements"]])


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
