from collections.abc import Callable

import pytest
from celery import current_app

from academy.jobs.kinds import SEARCHES


@pytest.fixture
def wake_ups() -> Callable[..., list[dict]]:
    """Takes the wake-ups waiting in a queue of the broker: each with its headers and body."""

    def take(queue: str = "jobs") -> list[dict]:
        found = []
        with current_app.connection_for_read() as connection:
            waiting = connection.SimpleQueue(queue)
            while waiting.qsize():
                message = waiting.get(block=False)
                message.ack()
                found.append({"headers": message.headers, "body": message.payload})
            waiting.close()
        return found

    take()
    take(SEARCHES)
    return take
