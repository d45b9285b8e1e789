"""Background work of courses, run by the scheduler."""

from celery import shared_task


@shared_task(name="courses.request_readings")
def request_readings() -> None:
    """Have new documents read, whichever way they came; safe to run any number of times."""
    from courses.texts import actions

    actions.request_readings()


@shared_task(name="courses.keep_duties")
def keep_duties() -> None:
    """Take in who came to a unit or class, drop who left, remind of deadlines; always safe."""
    from courses import actions

    actions.sweep_duties()
    actions.enqueue_reminders()
