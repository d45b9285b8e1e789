from django.apps import AppConfig


class TrialConfig(AppConfig):
    name = "tests.jobs.app"
    label = "trial"
    default_auto_field = "django.db.models.BigAutoField"
