"""A job's files go with the job, whatever takes it away: its age, its owner's going, a hand."""

from functools import partial
from typing import Any

from django.db import transaction

from academy.jobs.files import delete_files
from academy.jobs.models import Job


def job_deleted(sender: type[Job], instance: Job, **kwargs: Any) -> None:
    """The files go once the row has gone for good. What fails is logged; pruning tries again."""
    transaction.on_commit(partial(delete_files, instance.pk, instance.result_file), robust=True)
