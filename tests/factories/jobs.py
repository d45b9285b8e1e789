"""Jobs for tests."""

import datetime as dt
from itertools import count
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile

from academy.core import clock
from academy.jobs.enums import JobState
from academy.jobs.files import write_file
from academy.jobs.models import Job

_serial = count(1)


def make_job(**fields: Any) -> Job:
    """A queued job of a kind that only tests know."""
    n = next(_serial)
    values = {"kind": "trial.steps", "title": f"任务{n}", "idempotency_key": f"job{n}"}
    return Job.objects.create(**(values | {"params": {"steps": 2}} | fields))


def make_running_job(**fields: Any) -> Job:
    """A job that a worker holds for another minute."""
    lease = {"lease_token": uuid4(), "leased_until": clock.now() + dt.timedelta(minutes=1)}
    return make_job(**({"state": JobState.RUNNING, "attempts": 1} | lease | fields))


def make_abandoned_job(seconds_ago: int = 5, **fields: Any) -> Job:
    """A job whose worker died: its lease ran out `seconds_ago`."""
    past = clock.now() - dt.timedelta(seconds=seconds_ago)
    return make_running_job(leased_until=past, **fields)


def make_failed_job(**fields: Any) -> Job:
    over = {"state": JobState.FAILED, "finished_at": clock.now(), "attempts": 5}
    return make_job(**(over | {"error": "没有做成。", "trace": "Traceback"} | fields))


def with_file(job: Job, content: str = "名单") -> str:
    """Give a job a result; its name in the private storage."""
    job.result_file = write_file(job.pk, "名单.xlsx", ContentFile(content))
    job.save()
    return job.result_file
