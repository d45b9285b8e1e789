"""证书: registration only."""

from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "academy.certification"
    label = "certification"
    verbose_name = "证书"
    default_auto_field = "django.db.models.BigAutoField"
