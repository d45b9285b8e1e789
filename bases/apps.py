"""实践基地: registration only."""

from django.apps import AppConfig


class BasesConfig(AppConfig):
    name = "bases"
    label = "bases"
    verbose_name = "实践基地"
    default_auto_field = "django.db.models.BigAutoField"
