"""Registration with Wagtail's admin."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from academy.jobs.viewsets import LookOnlyPolicy
from academy.notices.models import Delivery
from academy.notices.viewsets import DeliveryViewSet

register_permission_policy(Delivery, LookOnlyPolicy(Delivery))


@hooks.register("register_admin_viewset")
def register_deliveries() -> DeliveryViewSet:
    """The log of deliveries, under reports."""
    return DeliveryViewSet()
