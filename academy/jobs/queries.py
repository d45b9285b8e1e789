"""Reads of jobs."""

from dataclasses import asdict, dataclass
from typing import Any

from django.urls import reverse

from academy.jobs.enums import JobState
from academy.jobs.models import Job


@dataclass(frozen=True)
class JobReport:
    """Where a job stands, for the page and for the script that follows it."""

    state: str
    progress: int
    words: str
    done: bool
    url: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def job_report(job: Job) -> JobReport:
    """`progress` in whole percent; `done` once nothing more will happen; `url` of the result."""
    return JobReport(job.state, job.percent, job.status_words, job.is_over, result_url(job))


def result_url(job: Job) -> str:
    """Where the result is, or nothing: none yet, or none to show."""
    if job.state != JobState.DONE:
        return ""
    return reverse("jobs:result", args=[job.pk]) if job.result_file else job.result_url
