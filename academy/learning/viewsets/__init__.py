"""Admin screens of learning."""

from academy.learning.viewsets.activities import ActivityChooserViewSet, ActivityGroup
from academy.learning.viewsets.deletion import refuse_deleting_used
from academy.learning.viewsets.hours import HoursGroup

__all__ = ["ActivityChooserViewSet", "ActivityGroup", "HoursGroup", "refuse_deleting_used"]
