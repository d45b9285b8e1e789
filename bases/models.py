"""Tables of this hall."""

from bases.activities.visit_task import VisitTask
from bases.pages import BaseIndexPage, PracticeBasePage

__all__ = ["BaseIndexPage", "PracticeBasePage", "VisitTask"]
