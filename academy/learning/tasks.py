"""Background work of learning, run by the scheduler."""

from celery import shared_task


@shared_task
def submit_overdue_attempts() -> int:
    """Hand in the attempts whose time has run out; safe to run at any time, any number of times."""
    from academy.learning import actions

    return actions.submit_overdue_attempts()
