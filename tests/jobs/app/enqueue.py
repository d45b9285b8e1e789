"""Asks for jobs as a web process would: `python -m tests.jobs.app.enqueue`."""

import django

BACKLOG = 64
STEPS = 4
PAUSE = 0.03
# Where among the backlog the job with a program of its own stands, and how long that takes.
PROGRAM_AT = 30
PROGRAM_SECONDS = 4


def enqueue() -> None:
    from academy.jobs.actions import enqueue_job

    for number in range(BACKLOG):
        if number == PROGRAM_AT:
            enqueue_job(kind="trial.program", params={"seconds": PROGRAM_SECONDS})
        enqueue_job(kind="trial.steps", params={"steps": STEPS, "pause": PAUSE})


if __name__ == "__main__":
    django.setup()
    enqueue()
