import datetime as dt

import pytest
from django.core.exceptions import ImproperlyConfigured

from academy.core import clock
from academy.core.errors import ActionError
from academy.jobs.actions import (
    GIVEN_UP,
    WILL_RETRY,
    claim_job,
    enqueue_job,
    retry_job,
    run_job,
    sweep_jobs,
)
from academy.jobs.enums import JobState
from academy.jobs.kinds import SEARCHES, job_kind
from academy.jobs.models import Job
from tests.factories.jobs import make_abandoned_job, make_failed_job, make_job, make_running_job
from tests.factories.people import make_user
from tests.jobs.app.models import StepDone

pytestmark = pytest.mark.django_db


def ago(**span):
    return clock.now() - dt.timedelta(**span)


def attempt(job):
    """The next attempt at `job`, now."""
    Job.objects.filter(pk=job.pk).update(run_after=ago(seconds=1))
    run_job(job=claim_job(worker="test"))
    job.refresh_from_db()


class TestEnqueue:
    def test_a_job_waits_with_its_title_owner_and_params(self):
        owner = make_user()
        job = enqueue_job(kind="trial.steps", title="导出名单", params={"steps": 1}, owner=owner)
        job.refresh_from_db()
        assert (job.state, job.title, job.owner) == (JobState.QUEUED, "导出名单", owner)
        assert job.params == {"steps": 1}

    def test_without_a_title_it_is_called_after_its_kind(self):
        assert enqueue_job(kind="trial.steps", params={}).title == "分步工作"

    def test_one_key_is_one_job(self, wake_ups, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            first = enqueue_job(kind="trial.steps", params={"steps": 1}, idempotency_key="a")
            again = enqueue_job(kind="trial.steps", params={"steps": 9}, idempotency_key="a")
        assert first == again
        assert Job.objects.get().params == {"steps": 1}
        assert len(wake_ups()) == 1

    def test_without_a_key_every_call_is_a_job(self):
        jobs = {enqueue_job(kind="trial.steps", params={}).pk for _ in range(3)}
        assert len(jobs) == 3

    def test_the_wake_up_goes_out_on_commit_names_no_job_and_expires(
        self, wake_ups, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            enqueue_job(kind="trial.steps", params={})
            assert wake_ups() == []
        (message,) = wake_ups()
        assert message["headers"]["task"] == "academy.jobs.wake_up"
        assert message["headers"]["expires"]
        assert message["body"][:2] == [["jobs"], {}]

    def test_an_unknown_kind_is_refused(self):
        with pytest.raises(ActionError, match=r"没有“no\.such”这一类"):
            enqueue_job(kind="no.such", params={})
        assert not Job.objects.exists()

    def test_kinds_cannot_be_added_once_jobs_are_enqueued(self):
        enqueue_job(kind="trial.steps", params={})
        with pytest.raises(ImproperlyConfigured):
            job_kind("trial.late", title="太晚")(lambda run: None)


class TestQueues:
    """Searches fill a processor: what keeps nobody waiting does not wait behind them."""

    def test_each_worker_takes_the_jobs_of_its_own_queue(self):
        search = make_job(kind="classes.arrange", run_after=ago(minutes=2))
        other = make_job(run_after=ago(minutes=1))
        gone = make_job(kind="no.such")
        assert claim_job(worker="w") == other
        assert claim_job(worker="w") == gone
        assert claim_job(worker="w") is None
        assert claim_job(worker="w", queue=SEARCHES) == search
        assert claim_job(worker="w", queue=SEARCHES) is None

    def test_abandoned_searches_are_taken_over_by_their_own_workers(self):
        search = make_abandoned_job(kind="classes.arrange")
        assert claim_job(worker="w") is None
        assert claim_job(worker="w", queue=SEARCHES) == search

    def test_wake_ups_go_to_the_queue_whose_work_waits(
        self, wake_ups, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            enqueue_job(kind="classes.arrange", params={})
        assert wake_ups() == []
        (message,) = wake_ups(SEARCHES)
        assert message["body"][:2] == [[SEARCHES], {}]
        make_job()
        assert sweep_jobs() == 2
        assert (len(wake_ups()), len(wake_ups(SEARCHES))) == (1, 1)

    def test_a_search_asked_for_again_wakes_its_own_workers(
        self, wake_ups, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            retry_job(job=make_failed_job(kind="classes.arrange"))
        assert (len(wake_ups()), len(wake_ups(SEARCHES))) == (0, 1)


class TestClaim:
    def test_nothing_waits(self):
        make_running_job()
        make_failed_job()
        make_job(run_after=clock.now() + dt.timedelta(minutes=1))
        assert claim_job(worker="w") is None

    def test_abandoned_jobs_come_before_everything_that_waits(self):
        newer = make_job(run_after=ago(minutes=1))
        older = make_job(run_after=ago(days=3))
        abandoned = make_abandoned_job(seconds_ago=1)
        order = [claim_job(worker="w") for _ in range(3)]
        assert order == [abandoned, older, newer]
        assert claim_job(worker="w") is None

    def test_a_claim_is_a_lease_with_a_new_token(self, settings):
        settings.JOBS_LEASE_SECONDS = 300
        before = make_abandoned_job(attempts=2)
        job = claim_job(worker="host:7")
        assert job.lease_token != before.lease_token
        assert job.leased_until > clock.now() + dt.timedelta(seconds=290)
        assert (job.state, job.attempts, job.worker) == (JobState.RUNNING, 3, "host:7")

    def test_a_job_whose_workers_always_died_is_not_tried_again(self):
        make_abandoned_job(attempts=5)
        waiting = make_job()
        assert claim_job(worker="w") == waiting
        assert claim_job(worker="w") is None


class TestRun:
    def test_a_job_is_done_step_by_step(self):
        job = make_job(params={"steps": 3})
        attempt(job)
        assert (job.state, job.done, job.total, job.words) == (JobState.DONE, 3, 3, "第 3 步")
        assert (job.attempts, job.lease_token, job.error) == (1, None, "")
        assert StepDone.objects.count() == 3

    def test_an_interrupted_job_goes_on_from_its_cursor(self):
        job = make_abandoned_job(params={"steps": 3}, cursor={"next": 2}, done=2, total=3)
        run_job(job=claim_job(worker="w"))
        job.refresh_from_db()
        assert (job.state, job.attempts) == (JobState.DONE, 2)
        assert [step.number for step in StepDone.objects.all()] == [2]

    def test_a_job_taken_over_is_left_to_the_other_worker(self):
        make_job()
        slow = claim_job(worker="slow")
        Job.objects.update(leased_until=ago(seconds=1))
        fast = claim_job(worker="fast")
        run_job(job=slow)
        assert not StepDone.objects.exists()
        run_job(job=fast)
        assert (StepDone.objects.count(), Job.objects.get().state) == (2, JobState.DONE)

    def test_a_worker_told_to_stop_hands_the_job_back_without_blame(self):
        job = make_job(params={"steps": 3})
        answers = iter([False, False, True])
        run_job(job=claim_job(worker="w"), should_stop=lambda: next(answers))
        job.refresh_from_db()
        assert (job.state, job.attempts, job.done, job.error) == (JobState.QUEUED, 0, 1, "")
        attempt(job)
        assert (job.state, StepDone.objects.count()) == (JobState.DONE, 3)


class TestFail:
    def test_a_failed_attempt_waits_longer_each_time_and_then_succeeds(self):
        job = make_job(kind="trial.broken", params={"works_at": 4})
        waits = []
        for _ in range(3):
            attempt(job)
            waits.append(round((job.run_after - clock.now()).total_seconds()))
            assert (job.state, job.error, job.done) == (JobState.QUEUED, WILL_RETRY, 1)
        assert waits == [10, 20, 40]
        attempt(job)
        assert (job.state, job.attempts, job.error, job.trace) == (JobState.DONE, 4, "", "")
        assert [step.attempt for step in StepDone.objects.order_by("number")] == [1, 4]

    def test_the_owner_gets_words_and_administrators_the_traceback(self, caplog):
        job = make_job(kind="trial.broken", params={"works_at": 9}, attempts=4)
        attempt(job)
        assert (job.state, job.attempts) == (JobState.FAILED, 5)
        assert job.error == job.status_words == GIVEN_UP
        assert "secret detail" not in job.error
        assert "secret detail" in job.trace
        assert "secret detail" in caplog.text
        assert job.finished_at is not None

    def test_a_refusal_is_told_in_its_own_words_and_not_repeated(self):
        job = make_job(kind="trial.refused")
        attempt(job)
        assert (job.state, job.attempts) == (JobState.FAILED, 1)
        assert job.error == "第 3 行没有姓名，请补上再传。"

    def test_a_kind_that_is_gone_fails_in_words(self):
        job = make_job(kind="gone.kind")
        attempt(job)
        assert job.state == JobState.FAILED
        assert job.error == "系统没有“gone.kind”这一类后台任务，请联系教务。"


class TestRetry:
    def test_a_failed_job_is_queued_again_with_all_its_attempts(self):
        job = make_failed_job(cursor={"next": 1}, done=1, total=2)
        retry_job(job=job)
        job.refresh_from_db()
        assert (job.state, job.attempts, job.error) == (JobState.QUEUED, 0, "")
        assert (job.cursor, job.finished_at) == ({"next": 1}, None)

    def test_asking_twice_asks_once(self, wake_ups, django_capture_on_commit_callbacks):
        job = make_failed_job()
        with django_capture_on_commit_callbacks(execute=True):
            retry_job(job=job)
            retry_job(job=job)
        assert len(wake_ups()) == 1

    @pytest.mark.parametrize("make", [make_job, make_running_job, make_abandoned_job])
    def test_a_job_that_has_not_failed_is_left_alone(self, make):
        job = make()
        retry_job(job=job)
        before = (job.state, job.attempts, job.lease_token)
        job.refresh_from_db()
        assert (job.state, job.attempts, job.lease_token) == before


class TestSweep:
    def test_nothing_waits_nobody_is_woken(self, wake_ups):
        make_running_job()
        make_failed_job()
        make_job(run_after=clock.now() + dt.timedelta(minutes=1))
        assert sweep_jobs() == 0
        assert wake_ups() == []

    def test_abandoned_and_forgotten_jobs_wake_workers(self, wake_ups):
        make_abandoned_job()
        make_job()
        assert sweep_jobs() == 2
        assert len(wake_ups()) == 2

    def test_a_backlog_does_not_flood_the_queue(self, wake_ups):
        for _ in range(20):
            make_job()
        assert sweep_jobs() == 8
        assert len(wake_ups()) == 8

    def test_a_job_whose_workers_always_died_is_given_up_in_words(self):
        job = make_abandoned_job(attempts=5)
        alive = make_running_job(attempts=5)
        assert sweep_jobs() == 0
        job.refresh_from_db()
        alive.refresh_from_db()
        assert (job.state, job.error, job.lease_token) == (JobState.FAILED, GIVEN_UP, None)
        assert alive.state == JobState.RUNNING
