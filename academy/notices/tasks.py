"""Background work of notices, run by the scheduler."""

from celery import shared_task


@shared_task(name="academy.notices.deliver")
def deliver() -> None:
    """See that what waits for mail and other channels gets on its way; safe at any time."""
    from academy.notices import actions

    actions.enqueue_deliveries()
