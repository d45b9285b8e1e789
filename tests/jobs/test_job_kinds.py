import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import TestCase

from academy.core import clock
from academy.jobs.actions import claim_job, enqueue_job, run_job
from academy.jobs.enums import JobState
from academy.jobs.files import write_file
from academy.jobs.models import Job
from academy.jobs.tasks import keep_house, wake_up
from tests.factories.jobs import make_failed_job, make_job, make_running_job, with_file

pytestmark = pytest.mark.django_db


def make_done_job(days_ago, **fields):
    finished_at = clock.now() - dt.timedelta(days=days_ago)
    return make_job(state=JobState.DONE, finished_at=finished_at, **fields)


def prune():
    """Run the daily job, its steps committed."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        job = enqueue_job(kind="jobs.prune", params={})
        run_job(job=claim_job(worker="w"))
    job.refresh_from_db()
    return job


def test_old_jobs_go_with_their_files(settings):
    settings.JOBS_KEEP_DAYS = 30
    storage = storages["private"]
    old, kept = make_done_job(31), make_done_job(29)
    names = [with_file(job) for job in (old, kept)]
    make_failed_job(finished_at=clock.now() - dt.timedelta(days=40))
    running = make_running_job()
    job = prune()
    assert set(Job.objects.all()) == {kept, running, job}
    assert [storage.exists(name) for name in names] == [False, True]
    assert not storage.exists(f"jobs/{old.pk}")
    assert (job.state, job.words) == (JobState.DONE, "已清理 2 项")


def test_files_that_no_job_owns_go_too():
    storage = storages["private"]
    kept = with_file(make_done_job(1))
    left = [write_file(10**6 + n, "名单.xlsx", ContentFile("旧")) for n in range(60)]
    prune()
    assert storage.exists(kept)
    assert not any(storage.exists(name) for name in left)


def test_many_old_jobs_go_in_batches():
    for _ in range(120):
        make_done_job(1000)
    job = prune()
    assert Job.objects.get() == job
    assert (job.done, job.total, job.cursor) == (120, 120, {"gone": 120})


def test_a_file_that_is_already_gone_stops_nothing():
    make_done_job(1000, result_file="jobs/never-there.txt")
    assert prune().words == "已清理 1 项"


def test_with_nothing_old_it_is_done_at_once():
    assert prune().words == "已清理 0 项"


def test_house_is_kept_once_a_day_by_whatever_worker_is_woken():
    keep_house()
    keep_house()
    job = Job.objects.get()
    wake_up()
    job.refresh_from_db()
    assert (job.kind, job.state) == ("jobs.prune", JobState.DONE)
