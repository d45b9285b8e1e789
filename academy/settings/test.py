"""Settings of the test suite. TEST_DATABASE names the database: sqlite or postgresql.

Everything a run writes lies in one folder of its own, ACADEMY_TEST_RUN; processes that a test
starts inherit it. `tests/harness` makes the databases and clears the folder away.
"""

import os
from pathlib import Path

from academy.settings.base import *  # noqa: F403
from academy.settings.base import (
    DATABASES,
    INSTALLED_APPS,
    LOCAL_DIR,
    SQLITE_OPTIONS,
    STORAGES,
    env,
)
from academy.settings.logs import logging_config

SECRET_KEY = "test-only-not-a-secret"  # noqa: S105
ALLOWED_HOSTS = ["*"]
DEMO_ACCOUNTS = True
# Kinds of jobs, and of requirements, that only tests know.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.jobs.app", "tests.certification.app"]

TEST_DIR = LOCAL_DIR / "test"
os.environ.setdefault("ACADEMY_TEST_RUN", str(TEST_DIR / f"run-{os.getpid()}"))
RUN_DIR = Path(os.environ["ACADEMY_TEST_RUN"]) / env.str("PYTEST_XDIST_WORKER", default="main")

TEST_DATABASE = env.str("TEST_DATABASE", default="sqlite")
if not env.str("DATABASE_URL", default=""):
    # The harness fills in the name of the clone, and where the server listens.
    DATABASES["default"] = {
        "sqlite": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(RUN_DIR / "academy.sqlite3"),
            "OPTIONS": SQLITE_OPTIONS,
        },
        "postgresql": {"ENGINE": "django.db.backends.postgresql", "NAME": "academy"},
    }[TEST_DATABASE]

LOGGING = logging_config(as_json=False, level=env.str("LOG_LEVEL", default="WARNING"))
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = env.str("BROKER_URL", default="memory://")
if not env.str("EMAIL_URL", default=""):
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = RUN_DIR / "media"
PRIVATE_ROOT = RUN_DIR / "private"
UPLOAD_DIR = PRIVATE_ROOT / "uploads"
STATIC_ROOT = RUN_DIR / "static"
STORAGES = {
    **STORAGES,
    "private": {
        "BACKEND": "academy.core.uploads.WholeFileStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
