"""课程: registration only."""

from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"
    label = "courses"
    verbose_name = "课程"
    default_auto_field = "django.db.models.BigAutoField"
