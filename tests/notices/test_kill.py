"""A real worker killed between handing a mail over and writing that down: nobody gets two."""

import os
import subprocess
import sys
import time

import pytest

from academy.jobs.actions import enqueue_job
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.notices.enums import DeliveryState
from tests.factories.notices import delivery_of, make_reader, tell
from tests.harness.servers import die_with_parent

PATIENCE = 90
WORK = """
import time
import django
django.setup()
from academy.jobs.actions import claim_job, run_job
while True:
    if job := claim_job(worker="worker"):
        run_job(job=job)
    time.sleep(0.2)
"""


@pytest.fixture
def start_worker(database_url, mail_server):
    started = []

    def start():
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "academy.settings.test",
            "DATABASE_URL": database_url,
            "EMAIL_URL": mail_server.url,
            "EMAIL_TIMEOUT": "60",
            "JOBS_LEASE_SECONDS": "3",
            "NOTICES_QUIET_FROM": "00:00",
            "NOTICES_QUIET_UNTIL": "00:00",
        }
        worker = subprocess.Popen(
            [sys.executable, "-c", WORK], env=environment, preexec_fn=die_with_parent
        )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.kill()
        worker.wait()


def wait_until(is_so, what):
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, f"still waiting until {what}"
        time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_kill_between_mail_and_log_doubles_nothing(start_worker, mail_server):
    before, slow, after = (tell(make_reader(name=name)) for name in ("first", "slow", "third"))
    enqueue_job(kind="notices.deliver", params={"channel": "mail"})
    worker = start_worker()
    wait_until(lambda: mail_server.mails("slow"), "the server has taken the mail")
    worker.kill()
    worker.wait()
    assert delivery_of(slow).state == DeliveryState.SENDING
    start_worker()
    wait_until(lambda: Job.objects.get().state == JobState.DONE, "the job is done")
    assert [delivery_of(n).state for n in (before, slow, after)] == ["sent", "unknown", "sent"]
    assert delivery_of(slow).words == "发送时程序中断，不知道对方是否收到"
    receivers = [mail["To"].split("@")[0] for mail in mail_server.mails()]
    assert receivers == ["first", "slow", "third"]
