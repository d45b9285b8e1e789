"""首页与档案: registration only."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "academy.desk"
    label = "desk"
    verbose_name = "首页与档案"
    default_auto_field = "django.db.models.BigAutoField"
