"""What learning adds to the admin."""

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from academy.learning.viewsets import (
    ActivityChooserViewSet,
    ActivityGroup,
    HoursGroup,
    refuse_deleting_used,
)

register_snippet(ActivityGroup)
register_snippet(HoursGroup)


@hooks.register("register_admin_viewset")
def register_activity_chooser() -> ActivityChooserViewSet:
    return ActivityChooserViewSet("activity_chooser")


@hooks.register("before_delete_snippet")
def keep_what_is_used(request: HttpRequest, instances: list[Model]) -> HttpResponse | None:
    return refuse_deleting_used(request, instances)
