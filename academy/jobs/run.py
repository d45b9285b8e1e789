"""One attempt at a job, as its kind sees it: what to do, how far it got, the next step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from academy.core import clock
from academy.jobs.enums import JobState
from academy.jobs.files import write_file
from academy.jobs.models import Job


class LeaseLost(Exception):  # noqa: N818 - an event, not an error
    """Another worker has taken the job over: stop, and write nothing."""


class StopAsked(Exception):  # noqa: N818 - an event, not an error
    """The worker is being stopped: the job goes back to the queue and continues later."""


def lease_end() -> Any:
    """Until when a lease taken or extended now lasts."""
    return clock.now() + timedelta(seconds=settings.JOBS_LEASE_SECONDS)


class Run:
    """Handed to a kind. The kind does its writes in `step()`, and slow work between steps.

    `params` is what was asked for. `cursor` (JSON) is kept from step to step and from attempt
    to attempt: change it inside a step and go on from it after an interruption.
    """

    def __init__(self, job: Job, should_stop: Callable[[], bool] = lambda: False) -> None:
        self.job_id = job.pk
        self.params: dict[str, Any] = job.params
        self.cursor: dict[str, Any] = job.cursor
        self.attempt = job.attempts
        self.is_finished = False
        self._token = job.lease_token
        self._should_stop = should_stop
        self._progress: dict[str, Any] = {"done": job.done, "total": job.total, "words": job.words}

    def progress(self, done: int, total: int, words: str = "") -> None:
        """How far the job is, in steps and in words; stored with the step it is said in."""
        self._progress = {"done": done, "total": total, "words": words[:200]}

    @contextmanager
    def step(self) -> Iterator[None]:
        """A transaction that happens exactly once: the kind's writes, progress and cursor.

        Raises LeaseLost where another worker holds the job, StopAsked where the worker is to
        stop; nothing is written then. Keep slow work outside: on SQLite everybody waits.
        """
        if self._should_stop():
            raise StopAsked
        before = deepcopy((self.cursor, self._progress))
        try:
            with transaction.atomic():
                self._write(leased_until=lease_end())
                yield
                if not self.is_finished:
                    self._write(cursor=self.cursor, **self._progress)
        except BaseException:
            self.cursor, self._progress = before
            self.is_finished = False
            raise

    def renew(self) -> None:
        """Keep the lease, and show progress, during slow work outside the database."""
        with self.step():
            pass

    def write_file(self, name: str, content: File[Any]) -> str:
        """Keep a file, as long as the job is kept; its name in the private storage.

        Called again after an interruption, it replaces the file. Keep it outside of steps.
        """
        return write_file(self.job_id, name, content)

    def finish(self, *, result_file: str = "", result_url: str = "") -> None:
        """The job is done. `result_file`: what `write_file` gave. Allowed in a step."""
        values = {"cursor": self.cursor, "result_file": result_file, "result_url": result_url}
        self._write(
            state=JobState.DONE,
            finished_at=clock.now(),
            lease_token=None,
            leased_until=None,
            error="",
            trace="",
            **values,
            **self._progress,
        )
        self.is_finished = True

    def _write(self, **values: Any) -> None:
        """Compare and swap: the row changes only while this attempt holds the lease."""
        if not Job.objects.filter(pk=self.job_id, lease_token=self._token).update(**values):
            raise LeaseLost
