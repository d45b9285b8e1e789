"""Pages and endpoints of learning."""

from academy.learning.views.player import save, start, submit
from academy.learning.views.records import archive, feed, person_archive
from academy.learning.views.rule import hours_rule
from academy.learning.views.units import unit_hours

__all__ = [
    "archive",
    "feed",
    "hours_rule",
    "person_archive",
    "save",
    "start",
    "submit",
    "unit_hours",
]
