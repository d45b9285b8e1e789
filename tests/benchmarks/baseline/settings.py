"""Django with sessions and people, and nothing else: same server, database, pool and hasher."""

from academy.settings.base import (
    AUTH_USER_MODEL,
    DATABASES,
    DEFAULT_AUTO_FIELD,
    PASSWORD_HASHERS,
    SESSION_ENGINE,
    TIME_ZONE,
    USE_TZ,
)

__all__ = [
    "AUTH_USER_MODEL",
    "DATABASES",
    "DEFAULT_AUTO_FIELD",
    "PASSWORD_HASHERS",
    "SESSION_ENGINE",
    "TIME_ZONE",
    "USE_TZ",
]

SECRET_KEY = "only-for-the-benchmarks-0123456789-0123456789-0123456789"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "tests.benchmarks.baseline.urls"
INSTALLED_APPS = [
    "tests.benchmarks.baseline.apps.People",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
USE_I18N = False
