"""One attempt: each step exactly once, nothing written without the lease."""

import datetime as dt
from uuid import uuid4

import pytest

from academy.core import clock
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.run import LeaseLost, Run, StopAsked
from tests.factories.jobs import make_abandoned_job, make_running_job
from tests.jobs.app.models import StepDone

pytestmark = pytest.mark.django_db


def write_step(run, number):
    with run.step():
        StepDone.objects.create(job_id=run.job_id, number=number, attempt=1)
        run.cursor["next"] = number + 1
        run.progress(number + 1, 4, f"第 {number + 1} 步")


def test_a_step_stores_its_writes_progress_and_cursor():
    job = make_running_job()
    write_step(Run(job), 0)
    job.refresh_from_db()
    assert (job.done, job.total, job.words, job.cursor) == (1, 4, "第 1 步", {"next": 1})
    assert StepDone.objects.count() == 1


def test_a_step_extends_the_lease(settings):
    settings.JOBS_LEASE_SECONDS = 300
    job = make_running_job()
    Run(job).renew()
    job.refresh_from_db()
    assert job.leased_until > clock.now() + dt.timedelta(seconds=290)


def test_a_lease_that_ran_out_but_was_not_taken_still_counts():
    job = make_abandoned_job()
    write_step(Run(job), 0)
    job.refresh_from_db()
    assert job.leased_until > clock.now()


def test_a_slow_worker_whose_job_was_taken_over_writes_nothing():
    job = make_running_job()
    slow = Run(job)
    write_step(slow, 0)
    Job.objects.filter(pk=job.pk).update(lease_token=uuid4())
    with pytest.raises(LeaseLost):
        write_step(slow, 1)
    with pytest.raises(LeaseLost):
        slow.finish()
    job.refresh_from_db()
    assert (job.state, job.done, job.cursor) == (JobState.RUNNING, 1, {"next": 1})
    assert [step.number for step in StepDone.objects.all()] == [0]


def test_losing_the_lease_within_a_step_undoes_the_step():
    job = make_running_job()
    run = Run(job)

    def take_over_within():
        with run.step():
            StepDone.objects.create(job_id=job.pk, number=0, attempt=1)
            Job.objects.filter(pk=job.pk).update(lease_token=uuid4())

    with pytest.raises(LeaseLost):
        take_over_within()
    assert not StepDone.objects.exists()


def test_a_step_that_fails_leaves_no_trace_in_the_table_or_in_memory():
    job = make_running_job()
    run = Run(job)
    write_step(run, 0)

    def fail_within():
        with run.step():
            run.cursor["next"] = 99
            run.progress(4, 4, "都好了")
            StepDone.objects.create(job_id=job.pk, number=1, attempt=1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_within()
    assert run.cursor == {"next": 1}
    run.renew()
    job.refresh_from_db()
    assert (job.done, job.words, job.cursor) == (1, "第 1 步", {"next": 1})
    assert StepDone.objects.count() == 1


def test_finishing_inside_a_step_is_part_of_it():
    job = make_running_job()
    run = Run(job)
    with run.step():
        StepDone.objects.create(job_id=job.pk, number=0, attempt=1)
        run.progress(1, 1, "做好了")
        run.finish(result_file="jobs/1/名单.xlsx")
    job.refresh_from_db()
    assert (job.state, job.result_file, job.words) == (JobState.DONE, "jobs/1/名单.xlsx", "做好了")
    assert (job.lease_token, job.leased_until, job.percent) == (None, None, 100)
    assert job.finished_at is not None
    with pytest.raises(LeaseLost):
        run.renew()


def test_a_step_is_not_begun_when_the_worker_is_to_stop():
    job = make_running_job()
    with pytest.raises(StopAsked):
        write_step(Run(job, should_stop=lambda: True), 0)
    assert not StepDone.objects.exists()


def test_long_words_are_cut_to_what_fits():
    job = make_running_job()
    run = Run(job)
    with run.step():
        run.progress(1, 2, "长" * 300)
    job.refresh_from_db()
    assert job.words == "长" * 200
