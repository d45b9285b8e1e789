"""Registration with Wagtail's admin."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from academy.jobs.models import Job
from academy.jobs.viewsets import JobViewSet, LookOnlyPolicy

register_permission_policy(Job, LookOnlyPolicy(Job))


@hooks.register("register_admin_viewset")
def register_jobs() -> JobViewSet:
    """The list of jobs, under reports."""
    return JobViewSet()
