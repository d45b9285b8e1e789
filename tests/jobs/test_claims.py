"""Many workers at one table: every job is one worker's."""

import multiprocessing
import os

import pytest
from django.db import connections

from academy.jobs.actions import claim_job, run_job
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from tests.factories.jobs import make_abandoned_job, make_job
from tests.jobs.app.models import Begun, StepDone

WORKERS = 4
FRESH, ABANDONED = 40, 10


def work_until_nothing_is_left(start) -> None:
    """A worker process: its own connection, every job it can get."""
    start.wait()
    while job := claim_job(worker=f"process {os.getpid()}"):
        run_job(job=job)
    connections.close_all()
    os._exit(0)


@pytest.mark.django_db(transaction=True)
def test_no_job_is_run_twice_by_several_processes():
    for _ in range(FRESH):
        make_job(params={"steps": 2, "pause": 0.002})
    for _ in range(ABANDONED):
        make_abandoned_job(params={"steps": 2, "pause": 0.002})
    connections.close_all()
    context = multiprocessing.get_context("fork")
    start = context.Barrier(WORKERS)
    workers = [
        context.Process(target=work_until_nothing_is_left, args=[start]) for _ in range(WORKERS)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * WORKERS
    assert Job.objects.filter(state=JobState.DONE).count() == FRESH + ABANDONED
    assert Begun.objects.values("job_id").distinct().count() == FRESH + ABANDONED
    assert Begun.objects.count() == FRESH + ABANDONED
    assert StepDone.objects.count() == 2 * (FRESH + ABANDONED)
    assert Job.objects.values("worker").distinct().count() > 1
    assert set(Job.objects.values_list("attempts", flat=True)) == {1, 2}
