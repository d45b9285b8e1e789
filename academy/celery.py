"""The Celery application: the only worker system of the academy.

Four processes: `celery -A academy worker -Q jobs`, the same with `-Q searches` (timetabling fills a
processor for a while; a small machine gives one worker both, `-Q jobs,searches`) and with
`-Q sweep`, and `celery -A academy beat`. Messages are wake-ups that may get lost; the table of jobs
is the truth.
"""

import os
import sqlite3
from typing import Any

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "academy.settings.dev")


class BrokerConnection(sqlite3.Connection):
    """A connection to the embedded broker's own file: readers do not stop the writer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute("PRAGMA journal_mode=WAL")
        self.execute("PRAGMA synchronous=NORMAL")


def transport_options(broker_url: str) -> dict[str, Any]:
    """What the broker's driver is told: wait for the file's lock, but not for a dead server."""
    if broker_url.startswith("sqla+sqlite"):
        return {"connect_args": {"timeout": 20, "factory": BrokerConnection}}
    if broker_url.startswith("redis"):
        return {"socket_connect_timeout": 2, "socket_timeout": 10}
    return {}


def defaults() -> dict[str, Any]:
    """Read once Django's settings are there."""
    from django.conf import settings

    seconds = settings.JOBS_SWEEP_SECONDS
    # A beat that nobody took before the next one is worth nothing.
    options = {"queue": "sweep", "expires": seconds}
    return {
        "broker_transport_options": transport_options(settings.CELERY_BROKER_URL),
        "broker_connection_retry_on_startup": True,
        "task_default_queue": "jobs",
        "task_ignore_result": True,
        # Acknowledged on receipt, one at a time: what a dying worker loses, the sweep finds.
        "task_acks_late": False,
        "worker_prefetch_multiplier": 1,
        # One process: a killed worker leaves no child that works on, and no SQLite connection
        # crosses a fork. More workers are more processes.
        "worker_pool": "solo",
        "worker_enable_remote_control": False,
        "beat_schedule": {
            "sweep": {"task": "academy.jobs.sweep", "schedule": seconds, "options": options},
            "submit_overdue_attempts": {
                "task": "academy.learning.submit_overdue_attempts",
                "schedule": 60,
                "options": {"queue": "sweep", "expires": 60},
            },
            "request_readings": {
                "task": "courses.request_readings",
                "schedule": 30,
                "options": {"queue": "sweep", "expires": 30},
            },
            "deliver_notices": {
                "task": "academy.notices.deliver",
                "schedule": 60,
                "options": {"queue": "sweep", "expires": 60},
            },
            "keep_duties": {"task": "courses.keep_duties", "schedule": 3600, "options": options},
            "chase_closing": {
                "task": "classes.chase_closing",
                "schedule": 3600,
                "options": options,
            },
            "keep_house": {"task": "academy.jobs.keep_house", "schedule": 3600, "options": options},
        },
    }


app = Celery("academy")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.add_defaults(defaults)
app.autodiscover_tasks()
