"""学习与学时: registration only."""

from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "academy.learning"
    label = "learning"
    verbose_name = "学习与学时"
    default_auto_field = "django.db.models.BigAutoField"
