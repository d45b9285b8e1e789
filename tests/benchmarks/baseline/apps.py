"""People without anything that our own application does when it starts."""

from django.apps import AppConfig


class People(AppConfig):
    name = "academy.people"
    label = "people"
    default = False
    default_auto_field = "django.db.models.BigAutoField"
