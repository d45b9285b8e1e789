"""The project package and the ground floor of the house."""

from academy.celery import app as celery_app

__all__ = ["celery_app"]
