"""Production: refuses to start half configured, and says what is missing."""

import os

from academy.settings.required import require

require(os.environ)

from academy.settings.base import *  # noqa: E402, F403
from academy.settings.base import LOG_LEVEL, SILENCED_SYSTEM_CHECKS, WAGTAILADMIN_BASE_URL, env  # noqa: E402
from academy.settings.logs import logging_config  # noqa: E402

SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[WAGTAILADMIN_BASE_URL])

# Encrypted all the way; the proxy in front tells by a header that it was.
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=True)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
if env.str("CACHE_URL", default=""):
    # Sessions are read from the cache that all processes share; the database keeps them too.
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
# W019: Wagtail's preview is a frame of the same site. W021: to enter the browsers' preload list
# is for the owner of the domain to decide.
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W019", "security.W021"]

LOGGING = logging_config(as_json=True, level=LOG_LEVEL)
