"""Where a film stands, on its form in the admin."""

from __future__ import annotations

from typing import Any

from wagtail.admin.panels import Panel

from academy.jobs.queries import job_report


class StatusPanel(Panel):
    """State, progress, what is played now. Shown once there is a film."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/films/admin/status.html"

        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            film, base = self.instance, super().get_context_data(parent_context)
            follows = film.job and film.job.is_visible_to(self.request.user)
            return {**base, "film": film, "report": job_report(film.job) if follows else None}
