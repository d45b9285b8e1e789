"""Real workers, a backlog, and a worker killed again and again: every step once, nobody waits.

Worker, sweep worker and beat are the processes of production, with a short lease. The message
that started a killed worker is lost with it: what resumes its job is the sweep.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from academy.core import clock
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from tests.harness.servers import die_with_parent
from tests.jobs.app.enqueue import BACKLOG, PROGRAM_SECONDS, STEPS
from tests.jobs.app.models import Begun, StepDone

LEASE, SWEEP = 3, 2
JOBS = BACKLOG + 1
PATIENCE = 240  # seconds: the machine may be busy; an idle one needs less than sixty


@dataclass
class Orphan:
    """A job whose worker was killed in its attempt number `attempt`."""

    job_id: int
    attempt: int
    leased_until: object


@dataclass
class Fleet:
    """The processes of one run: they end with the test, whatever happens."""

    folder: Path
    environment: dict[str, str]
    clean_up: ExitStack
    orphans: list[Orphan] = field(default_factory=list)
    started: list[subprocess.Popen] = field(default_factory=list)
    worker: subprocess.Popen = None

    def start(self, name: str, *arguments: str) -> subprocess.Popen:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                env=self.environment,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent,
            )
        self.started.append(process)
        self.clean_up.callback(process.wait)
        self.clean_up.callback(process.kill)
        return process

    def celery(self, name: str, *arguments: str) -> subprocess.Popen:
        return self.start(name, "celery", "-A", "academy", *arguments, "-l", "info")

    def start_worker(self) -> None:
        self.worker = self.celery("worker", "worker", "-Q", "jobs", "-n", "jobs@%h")

    def start_all(self) -> None:
        """The backlog is there before anybody works on it."""
        asking = self.start("enqueue", "tests.jobs.app.enqueue")
        self.wait_until(lambda: asking.poll() is not None, "all jobs are asked for")
        assert asking.returncode == 0, self.report()
        self.start_worker()
        self.celery("sweep", "worker", "-Q", "sweep", "-n", "sweep@%h")
        self.celery("beat", "beat", "--pidfile=", "-s", str(self.folder / "beat"))

    def kill_worker(self) -> None:
        """kill -9 and a new worker; notes what the dead one left behind."""
        self.worker.kill()
        self.worker.wait()
        time.sleep(0.2)  # A commit already on its way to the server may still arrive.
        known = {(orphan.job_id, orphan.attempt) for orphan in self.orphans}
        for job in Job.objects.filter(state=JobState.RUNNING):
            if (job.pk, job.attempts) not in known:
                self.orphans.append(Orphan(job.pk, job.attempts, job.leased_until))
        self.start_worker()

    def stop_worker(self) -> None:
        """A polite stop and a new worker."""
        self.worker.terminate()
        assert self.worker.wait(30) == 0
        self.start_worker()

    def wait_until(self, is_so, what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not is_so():
            if time.monotonic() > deadline:
                pytest.fail(f"still waiting until {what}\n{self.report()}")
            time.sleep(0.02)

    def report(self) -> str:
        """How far the jobs are, what each process is doing now, and the end of what it said."""
        states = Counter(Job.objects.values_list("kind", "state"))
        for process in self.started:
            if process.poll() is None:
                process.send_signal(signal.SIGABRT)  # faulthandler writes where it is
                process.wait()
        ends = [f"{path.name}:\n{path.read_text()[-4000:]}" for path in self.folder.glob("*.log")]
        return "\n".join([f"{dict(states)}", *sorted(ends)])

    def wait_for_steps(self, count: int) -> None:
        goal = StepDone.objects.count() + count
        self.wait_until(lambda: StepDone.objects.count() >= goal, f"{goal} steps are done")


@pytest.fixture(params=["embedded", "redis"])
def broker_url(request, tmp_path):
    if request.param == "embedded":
        return f"sqla+sqlite:///{tmp_path}/broker.sqlite3"
    return request.getfixturevalue("redis_url")


@pytest.fixture
def fleet(tmp_path, database_url, broker_url):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "academy.settings.test",
        "DATABASE_URL": database_url,
        "BROKER_URL": broker_url,
        "JOBS_LEASE_SECONDS": str(LEASE),
        "JOBS_SWEEP_SECONDS": str(SWEEP),
        "CELERY_SKIP_CHECKS": "1",
        "PYTHONFAULTHANDLER": "1",
    }
    with ExitStack() as clean_up:
        yield Fleet(tmp_path, environment, clean_up)


def program_runs() -> bool:
    return Job.objects.filter(kind="trial.program", state=JobState.RUNNING).exists()


def interrupt(fleet: Fleet, chance: random.Random) -> None:
    """Four kills at random moments, one of them in the middle of a program; one polite stop."""
    for _ in range(2):
        fleet.wait_for_steps(chance.randint(3, 20))
        fleet.kill_worker()
    fleet.wait_until(program_runs, "the program runs")
    time.sleep(chance.uniform(0.3, 2))
    fleet.kill_worker()
    for stop in [fleet.kill_worker, fleet.stop_worker]:
        fleet.wait_for_steps(chance.randint(3, 20))
        stop()


def check_every_step_happened_once() -> None:
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}
    assert StepDone.objects.count() == BACKLOG * STEPS + 1
    for job in Job.objects.filter(kind="trial.steps"):
        steps = StepDone.objects.filter(job_id=job.pk).order_by("at").values_list("number")
        assert [number for (number,) in steps] == list(range(STEPS))


def check_kills_interrupted_jobs(orphans: list[Orphan]) -> None:
    """Attempts are explained by kills alone: no step was tried twice, no polite stop counted."""
    program = Job.objects.get(kind="trial.program")
    assert program.pk in {orphan.job_id for orphan in orphans}
    assert len(orphans) >= 3
    for job in Job.objects.all():
        kills = [orphan for orphan in orphans if orphan.job_id == job.pk]
        assert job.attempts == 1 + len(kills), job.pk


def check_no_orphan_waited(orphans: list[Orphan]) -> None:
    """An orphan is next once its lease is over and a worker is there."""
    orphan_ids = {orphan.job_id for orphan in orphans}
    for orphan in orphans:
        claims = Begun.objects.filter(job_id=orphan.job_id, attempt=orphan.attempt + 1)
        resumed_at = claims.order_by("at").first().at
        others = Begun.objects.exclude(job_id__in=orphan_ids)
        meanwhile = others.filter(at__gt=orphan.leased_until, at__lt=resumed_at)
        # One may have been claimed just before the lease was over.
        assert meanwhile.count() <= 1
        assert others.filter(at__gt=resumed_at).exists(), "the backlog was there"
        back_at = Begun.objects.filter(at__gt=orphan.leased_until).order_by("at").first().at
        waited = (resumed_at - max(back_at, orphan.leased_until)).total_seconds()
        assert waited < LEASE + SWEEP + PROGRAM_SECONDS


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_no_job_repeats_no_step_and_leaves_nobody_waiting(fleet):
    seed = random.randrange(10**6)
    print(f"random moments from seed {seed}")
    fleet.start_all()
    started_at = clock.now()
    interrupt(fleet, random.Random(seed))
    unfinished = Job.objects.exclude(state=JobState.DONE)
    fleet.wait_until(lambda: not unfinished.exists(), "every job is done")
    print(f"{JOBS} jobs, {len(fleet.orphans)} orphans in {clock.now() - started_at}")
    assert Job.objects.count() == JOBS
    check_every_step_happened_once()
    check_kills_interrupted_jobs(fleet.orphans)
    check_no_orphan_waited(fleet.orphans)
