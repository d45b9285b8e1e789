"""人员与单位: registration only."""

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(AppConfig):
    name = "academy.people"
    label = "people"
    verbose_name = "人员与单位"
    default_auto_field = "django.db.models.BigAutoField"
    default = True

    def ready(self) -> None:
        from wagtail.permissions import register_permission_policy

        from academy.people.models import Membership
        from academy.people.viewsets import NoDeletion

        register_permission_policy(Membership, NoDeletion(Membership))


class AcademyUsersConfig(WagtailUsersAppConfig):
    """Wagtail's users with our viewset of people."""

    user_viewset = "academy.people.viewsets.PersonViewSet"
