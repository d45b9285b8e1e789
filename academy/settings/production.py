"""Production: refuses to start half configured, and says what is missing."""

from academy.settings.base import *  # noqa: F403
from academy.settings.base import env

SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
