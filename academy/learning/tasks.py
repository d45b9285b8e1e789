"""Background work of learning, run by the scheduler."""

from celery import shared_task


@shared_task(name="academy.learning.submit_overdue_attempts")
def submit_overdue_attempts() -> None:
    """Hand in the attempts whose time has run out; safe to run at any time, any number of times."""
    from academy.learning import actions

    actions.submit_overdue_attempts()
