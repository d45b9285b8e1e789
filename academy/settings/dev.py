"""The embedded set-up behind `make run`: everything on one machine."""

from academy.settings.base import *  # noqa: F403
from academy.settings.base import STORAGES, env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = "dev-only-not-a-secret"  # noqa: S105 - production refuses this value
ALLOWED_HOSTS = ["*"]
DEMO_ACCOUNTS = env.bool("DEMO_ACCOUNTS", default=True)
# Hashed names as in production, but not compressed: that takes half a minute, for one machine.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
