"""Writes to jobs: enqueue, claim, run, fail, retry, sweep."""

import datetime as dt
import logging
import traceback
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import F

from academy.core import clock
from academy.core.errors import ActionError
from academy.jobs import rules
from academy.jobs.enums import JobState
from academy.jobs.kinds import JOBS, QUEUES, JobKind, job_kinds, names_of
from academy.jobs.messages import send_wake_up
from academy.jobs.models import Job, JobQuerySet
from academy.jobs.run import LeaseLost, Run, StopAsked, lease_end

logger = logging.getLogger(__name__)

# A sweep wakes no more workers than this at once: each goes on until nothing is left.
MOST_WAKE_UPS = 8
CANDIDATES = 10
NO_LEASE: dict[str, Any] = {"lease_token": None, "leased_until": None, "worker": ""}
WILL_RETRY = "这次没有做成，系统稍后自动再试。"
GIVEN_UP = "多次尝试都没有做成，已停止。请点“重试”；仍不成功请联系教务。"


@transaction.atomic
def enqueue_job(
    *,
    kind: str,
    title: str = "",
    params: dict[str, Any],
    owner: AbstractUser | None = None,
    idempotency_key: str = "",
) -> Job:
    """Ask for background work; the job with this key where there is one, else a new one.

    `title` is what the owner sees (the kind's own where empty). A worker is woken on commit.
    """
    found = _kind(kind)
    values = {
        "kind": kind,
        "title": title or found.title,
        "params": params,
        "owner_id": owner and owner.pk,
    }
    key = idempotency_key or str(uuid4())
    job, created = Job.objects.get_or_create(idempotency_key=key, defaults=values)
    if created:
        transaction.on_commit(partial(send_wake_up, found.queue))
    return job


def _kind(name: str) -> JobKind:
    kind = job_kinds.items().get(name)
    if kind is None:
        raise ActionError(f"系统没有“{name}”这一类后台任务，请联系教务。")
    return kind


def _queue_of(job: Job) -> str:
    kind = job_kinds.items().get(job.kind)
    return kind.queue if kind else JOBS


def claim_job(*, worker: str, queue: str = JOBS) -> Job | None:
    """Take the next job of a queue for `worker`: abandoned first, then the longest waiting; or
    None.

    Any number of workers may call this at once: a job is theirs only if the row is still as
    they saw it.
    """
    while candidates := _candidates(queue):
        for job in candidates:
            if _take(job, worker):
                return Job.objects.get(pk=job.pk)
    return None


def _candidates(queue: str) -> list[Job]:
    now, own = clock.now(), _of(queue)
    expired = own.expired(now).exclude(pk__in=Job.objects.exhausted())
    found = list(expired.order_by("leased_until", "pk")[:CANDIDATES])
    return found or list(own.ready(now).order_by("run_after", "pk")[:CANDIDATES])


def _of(queue: str) -> JobQuerySet:
    """The jobs of a queue. Those of a kind that is gone are refused in words with the others."""
    if queue == JOBS:
        elsewhere = [name for each in QUEUES if each != JOBS for name in names_of(each)]
        return Job.objects.exclude(kind__in=elsewhere)
    return Job.objects.filter(kind__in=names_of(queue))


def _take(job: Job, worker: str) -> bool:
    """Compare and swap. An abandoned job must still be abandoned: its worker may be just slow."""
    same = Job.objects.filter(pk=job.pk, state=job.state, lease_token=job.lease_token)
    if job.state == JobState.RUNNING:
        same = same.expired(clock.now())
    return bool(
        same.update(
            state=JobState.RUNNING,
            lease_token=uuid4(),
            leased_until=lease_end(),
            worker=worker[:120],
            attempts=F("attempts") + 1,
        )
    )


def run_job(*, job: Job, should_stop: Callable[[], bool] = lambda: False) -> None:
    """Do a claimed job until it is done, has failed, or belongs to another worker."""
    run = Run(job, should_stop)
    try:
        _kind(job.kind).work(run)
        if not run.is_finished:
            run.finish()
    except LeaseLost:
        logger.warning("Job %s: taken over by another worker", job.pk)
    except StopAsked:
        hand_back_job(job=job)
    except ActionError as refusal:
        logger.info("Job %s (%s): refused: %s", job.pk, job.kind, refusal)
        fail_job(job=job, error=refusal)
    except Exception as error:
        logger.exception("Job %s (%s): attempt %s failed", job.pk, job.kind, job.attempts)
        fail_job(job=job, error=error)


def hand_back_job(*, job: Job) -> None:
    """Put an unfinished job back at once; being told to stop is not a failed attempt."""
    _held(job).update(state=JobState.QUEUED, attempts=F("attempts") - 1, **NO_LEASE)


def fail_job(*, job: Job, error: Exception) -> None:
    """Record a failed attempt. Another follows later unless all are used or it is pointless.

    An ActionError is a refusal: it would be refused again, and its words are for the owner.
    """
    trace = "".join(traceback.format_exception(error))
    refused = isinstance(error, ActionError)
    if refused or job.attempts >= job.max_attempts:
        words = str(error) if refused else GIVEN_UP
        over = {"state": JobState.FAILED, "finished_at": clock.now()}
        _held(job).update(error=words, trace=trace, **over, **NO_LEASE)
        return
    again = clock.now() + timedelta(seconds=rules.backoff_seconds(job.attempts))
    waiting = {"state": JobState.QUEUED, "run_after": again}
    _held(job).update(error=WILL_RETRY, trace=trace, **waiting, **NO_LEASE)


def _held(job: Job) -> Any:
    """The job's row, only while the claim that gave `job` still holds."""
    return Job.objects.filter(pk=job.pk, lease_token=job.lease_token)


@transaction.atomic
def retry_job(*, job: Job) -> None:
    """Queue a failed job again, with all its attempts; it goes on from its cursor.

    Asking twice asks once: a job that is not failed is left alone.
    """
    again = {"state": JobState.QUEUED, "run_after": clock.now(), "finished_at": None}
    failed = Job.objects.filter(pk=job.pk, state=JobState.FAILED)
    if failed.update(attempts=0, error="", **again):
        transaction.on_commit(partial(send_wake_up, _queue_of(job)))


def sweep_jobs() -> int:
    """Wake workers for jobs that wait: abandoned, due again, or whose message was lost.

    Gives up those whose workers died every time. Returns how many wake-ups were sent.
    """
    now = clock.now()
    over = {"state": JobState.FAILED, "finished_at": now, "error": GIVEN_UP}
    Job.objects.expired(now).exhausted().update(**over, **NO_LEASE)
    return sum(_wake(queue, now) for queue in QUEUES)


def _wake(queue: str, now: dt.datetime) -> int:
    waiting = _of(queue).expired(now).count() + _of(queue).ready(now).count()
    wake_ups = min(waiting, MOST_WAKE_UPS)
    for _ in range(wake_ups):
        send_wake_up(queue)
    return wake_ups
