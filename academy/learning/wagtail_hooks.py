"""What learning adds to the admin."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from academy.learning.viewsets import ActivityChooserViewSet, ActivityGroup

register_snippet(ActivityGroup)


@hooks.register("register_admin_viewset")
def register_activity_chooser() -> ActivityChooserViewSet:
    return ActivityChooserViewSet("activity_chooser")
