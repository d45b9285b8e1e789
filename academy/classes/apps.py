"""培训班: registration only."""

from django.apps import AppConfig


class ClassesConfig(AppConfig):
    name = "academy.classes"
    label = "classes"
    verbose_name = "培训班"
    default_auto_field = "django.db.models.BigAutoField"
