"""A real worker killed between handing a mail over and writing that down: nobody gets two."""

import pytest

from academy.jobs.actions import enqueue_job
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.notices.enums import DeliveryState
from tests.factories.notices import delivery_of, make_reader, tell
from tests.harness.workers import wait_until

AT_ANY_HOUR = {"NOTICES_QUIET_FROM": "00:00", "NOTICES_QUIET_UNTIL": "00:00"}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_kill_between_mail_and_log_doubles_nothing(workers, mail_server):
    before, slow, after = (tell(make_reader(name=name)) for name in ("first", "slow", "third"))
    enqueue_job(kind="notices.deliver", params={"channel": "mail"})
    setting = {"EMAIL_URL": mail_server.url, "EMAIL_TIMEOUT": "60"} | AT_ANY_HOUR
    workers.start(**setting)
    wait_until(lambda: mail_server.mails("slow"), "the server has taken the mail")
    workers.kill()
    assert delivery_of(slow).state == DeliveryState.SENDING
    workers.start(**setting)
    wait_until(lambda: Job.objects.get().state == JobState.DONE, "the job is done")
    assert [delivery_of(n).state for n in (before, slow, after)] == ["sent", "unknown", "sent"]
    assert delivery_of(slow).words == "发送时程序中断，不知道对方是否收到"
    receivers = [mail["To"].split("@")[0] for mail in mail_server.mails()]
    assert receivers == ["first", "slow", "third"]
