"""Real worker processes that a test may kill: `python -m tests.harness.workers` does what waits."""

import os
import subprocess
import sys
import time
from collections.abc import Callable

import django

from tests.harness.servers import die_with_parent

PATIENCE = 120  # seconds: the machine may be busy


class Workers:
    """Starts workers on a database, with a short lease; all end with the test."""

    def __init__(self, database_url: str) -> None:
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "academy.settings.test",
            "DATABASE_URL": database_url,
            "JOBS_LEASE_SECONDS": "3",
        }
        self.started: list[subprocess.Popen] = []

    def start(self, **environment: str) -> subprocess.Popen:
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.harness.workers"],
            env=self.environment | environment,
            preexec_fn=die_with_parent,
        )
        self.started.append(worker)
        return worker

    def kill(self) -> None:
        """kill -9 for all of them."""
        for worker in self.started:
            worker.kill()
            worker.wait()


def wait_until(is_so: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, f"still waiting until {what}"
        time.sleep(0.02)


def work() -> None:
    from academy.jobs.actions import claim_job, run_job

    while True:
        if job := claim_job(worker=f"worker {os.getpid()}"):
            run_job(job=job)
        time.sleep(0.2)


if __name__ == "__main__":
    django.setup()
    work()
