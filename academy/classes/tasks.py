"""Background work of classes, run by the scheduler."""

from celery import shared_task


@shared_task(name="classes.chase_closing")
def chase_closing() -> None:
    """Remind of classes that are over and not closed; safe at any time."""
    from academy.classes.actions import life

    life.chase_closing()
