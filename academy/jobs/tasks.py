"""Celery tasks. None names a job: each is a reason to look at the table."""

import os
import socket

from celery import shared_task
from celery.worker import state

from academy.core import clock
from academy.jobs.messages import KEEP_HOUSE, SWEEP, WAKE_UP


def _worker_stops() -> bool:
    """Somebody asked this worker to end (the pool runs tasks in the worker's own process)."""
    return state.should_stop is not None or state.should_terminate is not None


@shared_task(name=WAKE_UP)
def wake_up(queue: str = "jobs") -> None:
    """Claim and run jobs of a queue until nothing is left."""
    from academy.jobs.actions import claim_job, run_job

    worker = f"{socket.gethostname()}:{os.getpid()}"
    while not _worker_stops():
        job = claim_job(worker=worker, queue=queue)
        if job is None:
            return
        run_job(job=job, should_stop=_worker_stops)


@shared_task(name=SWEEP)
def sweep() -> None:
    """Wake workers for jobs that were left behind."""
    from academy.jobs.actions import sweep_jobs

    sweep_jobs()


@shared_task(name=KEEP_HOUSE)
def keep_house() -> None:
    """Once a day, whenever the system happens to be up: prune old jobs."""
    from academy.jobs.actions import enqueue_job

    enqueue_job(kind="jobs.prune", params={}, idempotency_key=f"jobs.prune:{clock.today()}")
