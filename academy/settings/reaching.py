"""How the academy reaches people: by mail, by a program of its own, when and when not."""

import datetime as dt

import environ

env = environ.Env()

# --- Mail ---
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="academy@localhost")
# A server that says nothing for so long is given up; well below a job's lease.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)

# --- Required study: days before the deadline (negative: after it) on which people are reminded ---
STUDY_REMINDER_DAYS = env.list("STUDY_REMINDER_DAYS", cast=int, default=[7, 1, -1])

# --- Notices: no mail leaves between these hours of the day ---
NOTICES_QUIET_FROM = dt.time.fromisoformat(env.str("NOTICES_QUIET_FROM", default="21:00"))
NOTICES_QUIET_UNTIL = dt.time.fromisoformat(env.str("NOTICES_QUIET_UNTIL", default="08:00"))
# A program that takes notices and passes them on, to an office messenger for instance.
WEBHOOK_URL = env.str("WEBHOOK_URL", default="")
WEBHOOK_SECRET = env.str("WEBHOOK_SECRET", default="")
