"""The app's registration."""

from django.apps import AppConfig


class RequirementsForTests(AppConfig):
    name = "tests.certification.app"
    label = "requirements_for_tests"
