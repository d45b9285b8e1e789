"""Admin screens of learning."""

from academy.learning.viewsets.activities import ActivityChooserViewSet, ActivityGroup

__all__ = ["ActivityChooserViewSet", "ActivityGroup"]
