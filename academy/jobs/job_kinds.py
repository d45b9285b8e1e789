"""Housekeeping of the jobs themselves."""

from datetime import timedelta

from django.conf import settings
from django.core.files.storage import storages

from academy.core import clock
from academy.jobs.enums import JobState
from academy.jobs.kinds import job_kind
from academy.jobs.messages import tidy_broker
from academy.jobs.models import Job
from academy.jobs.run import Run

BATCH = 50


@job_kind("jobs.prune", title="清理旧的后台任务")
def prune(run: Run) -> None:
    """Delete jobs that ended more than JOBS_KEEP_DAYS ago, with their files."""
    limit = clock.now() - timedelta(days=settings.JOBS_KEEP_DAYS)
    over = [JobState.DONE, JobState.FAILED]
    old = Job.objects.filter(state__in=over, finished_at__lt=limit).order_by("pk")
    gone = run.cursor.get("gone", 0)
    while batch := list(old[:BATCH]):
        # Files first: a row without its file is found again, a file without its row never.
        for job in batch:
            if job.result_file:
                storages["private"].delete(job.result_file)
        with run.step():
            Job.objects.filter(pk__in=[job.pk for job in batch], state__in=over).delete()
            gone = run.cursor["gone"] = gone + len(batch)
            run.progress(gone, gone + old.count(), f"已清理 {gone} 项")
    tidy_broker()
    run.progress(gone, gone, f"已清理 {gone} 项")
