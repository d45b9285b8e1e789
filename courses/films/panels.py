"""Where a film stands, on its form in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.widgets import Script
from wagtail.admin.panels import Panel

from academy.jobs.queries import job_report

SCRIPT: Any = Script("build/admin.js", type="module")


class StatusPanel(Panel):
    """State, progress, what is played now. Shown once there is a film."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/films/admin/status.html"

        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            job = self.instance.job
            follows = bool(job and job.is_visible_to(self.request.user))
            context = {"film": self.instance, "job": job, "may_follow": follows}
            return {**super().get_context_data(parent_context), **context} | (
                {"report": job_report(job)} if follows else {}
            )

        @property
        def media(self) -> forms.Media:
            return forms.Media(js=[SCRIPT])
