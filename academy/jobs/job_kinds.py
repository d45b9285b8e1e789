"""Housekeeping of the jobs themselves."""

from datetime import timedelta

from django.conf import settings

from academy.core import clock
from academy.core.uploads import clear_abandoned_uploads
from academy.jobs.enums import JobState
from academy.jobs.files import delete_files, jobs_with_files
from academy.jobs.kinds import job_kind
from academy.jobs.messages import tidy_broker
from academy.jobs.models import Job
from academy.jobs.run import Run

BATCH = 50


@job_kind("jobs.prune", title="清理旧的后台任务")
def prune(run: Run) -> None:
    """Delete jobs that ended more than JOBS_KEEP_DAYS ago, and files that no job owns.

    And what else processes that died left lying about: delivered messages, half an upload.
    """
    limit = clock.now() - timedelta(days=settings.JOBS_KEEP_DAYS)
    over = [JobState.DONE, JobState.FAILED]
    old = Job.objects.filter(state__in=over, finished_at__lt=limit).order_by("pk")
    gone = run.cursor.get("gone", 0)
    while batch := list(old.values_list("pk", flat=True)[:BATCH]):
        with run.step():
            Job.objects.filter(pk__in=batch, state__in=over).delete()
            gone = run.cursor["gone"] = gone + len(batch)
            run.progress(gone, gone + old.count(), f"已清理 {gone} 项")
    _delete_orphans()
    tidy_broker()
    clear_abandoned_uploads()
    run.progress(gone, gone, f"已清理 {gone} 项")


def _delete_orphans() -> None:
    """Files of jobs that are gone: a worker died between deleting a job and its files."""
    found = jobs_with_files()
    for start in range(0, len(found), BATCH):
        batch = found[start : start + BATCH]
        for job_id in set(batch) - set(Job.objects.in_bulk(batch)):
            delete_files(job_id)
