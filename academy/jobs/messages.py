"""What goes through the broker: anonymous wake-ups. Which job to do, the table says."""

import logging
from typing import Any

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

WAKE_UP = "academy.jobs.wake_up"
SWEEP = "academy.jobs.sweep"
KEEP_HOUSE = "academy.jobs.keep_house"
# A connection that went stale is worth a second try; a person waits for no more.
ONCE_MORE = {"max_retries": 1, "interval_start": 0, "interval_step": 0}


def send_wake_up(queue: str = "jobs") -> None:
    """Tell a worker of a queue to look at the table.

    It expires: a message that no worker took in time is worth nothing, the sweep sends others.
    So a broker that is away loses no job either; the sender is spared the error.
    """
    expires = 2 * settings.JOBS_SWEEP_SECONDS
    try:
        current_app.send_task(
            WAKE_UP, args=[queue], queue=queue, expires=expires, retry_policy=ONCE_MORE
        )
    except OperationalError:
        logger.exception("No wake-up sent: the sweep will find the job")


def tidy_broker() -> int:
    """Drop what the broker delivered but keeps; how many messages."""
    with current_app.connection_for_write() as connection:
        return clear_delivered(connection)


def clear_delivered(connection: Any) -> int:
    """The embedded broker only marks what it delivered; servers forget by themselves."""
    if connection.transport.driver_type != "sql":
        return 0
    channel = connection.default_channel
    delivered = channel.session.query(channel.message_cls).filter_by(visible=False)
    count = int(delivered.delete(synchronize_session=False))
    channel.session.commit()
    return count
