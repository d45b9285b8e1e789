from collections.abc import Callable

import pytest
from celery import current_app


@pytest.fixture
def wake_ups() -> Callable[[], list[dict]]:
    """Takes the wake-ups waiting in the broker: each with its headers and body."""

    def take() -> list[dict]:
        found = []
        with current_app.connection_for_read() as connection:
            queue = connection.SimpleQueue("jobs")
            while queue.qsize():
                message = queue.get(block=False)
                message.ack()
                found.append({"headers": message.headers, "body": message.payload})
            queue.close()
        return found

    take()
    return take
