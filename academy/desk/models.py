"""The site's root page and suggestions from people."""

from django.conf import settings
from django.db import models
from wagtail.admin.panels import FieldPanel

from academy.core import clock
from academy.core.pages import AcademyPage


class HomePage(AcademyPage):
    """Root of the site; its texts stand on the home page of those not signed in."""

    welcome = models.CharField("欢迎语", max_length=120, blank=True)
    notice = models.CharField("公告", max_length=200, blank=True)
    content_panels = [*AcademyPage.content_panels, FieldPanel("welcome"), FieldPanel("notice")]
    parent_page_types = ["wagtailcore.Page"]
    max_count = 1

    class Meta:
        verbose_name = verbose_name_plural = "首页"


class Suggestion(models.Model):
    """A complaint or suggestion (投诉建议), anonymous if the writer wishes, with its answer."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="提交人",
    )
    contact = models.CharField("联系方式", max_length=80, blank=True)
    page = models.CharField("所在页面", max_length=200, blank=True)
    text = models.TextField("内容", max_length=2000)
    number = models.CharField("受理编号", max_length=16, unique=True)
    created_at = models.DateTimeField("提交时间", default=clock.now)
    answer = models.TextField("答复", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "投诉建议"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.number
