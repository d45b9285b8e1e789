"""公共部件: registration only."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "academy.core"
    label = "core"
    verbose_name = "公共部件"
    default_auto_field = "django.db.models.BigAutoField"
