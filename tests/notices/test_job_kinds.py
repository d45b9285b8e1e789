"""The job that hands over what waits: everybody once, whatever servers and workers do."""

import pytest

from academy.core import clock
from academy.jobs.actions import claim_job, enqueue_job, run_job
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.notices import actions
from academy.notices.enums import DeliveryState
from academy.notices.models import Delivery, Digest
from tests.factories.notices import delivery_of, local, make_reader, tell

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(local(2, 12)):
        yield


def work(**options) -> Job:
    enqueue_job(kind="notices.deliver", params={"channel": "mail"})
    job = claim_job(worker="test")
    run_job(job=job, **options)
    job.refresh_from_db()
    return job


def test_everybody_gets_one_mail(mail_server):
    people = [make_reader() for _ in range(3)]
    for person in people * 2:
        tell(person)
    job = work()
    assert (job.state, job.words) == (JobState.DONE, "已处理 3 人")
    assert sorted(mail["To"] for mail in mail_server.mails()) == sorted(p.email for p in people)
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}


def test_a_second_job_sends_nothing_again(mail_server):
    tell(make_reader())
    work()
    assert work().words == "已处理 0 人"
    assert len(mail_server.mails()) == 1


def test_one_refusal_holds_up_nobody(mail_server):
    bad, good = tell(make_reader(name="refused")), tell(make_reader())
    assert work().state == JobState.DONE
    assert delivery_of(bad).state == DeliveryState.FAILED
    assert delivery_of(good).state == DeliveryState.SENT


def test_a_server_that_is_away_ends_the_job_and_loses_nothing(mail_server):
    notices = [tell(make_reader()) for _ in range(3)]
    mail_server.stop()
    job = work()
    assert (job.state, job.words) == (JobState.DONE, "邮件服务器暂时连不上，稍后自动再试")
    assert {delivery_of(notice).state for notice in notices} == {DeliveryState.WAITING}
    assert not Digest.objects.exists()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("MAIL 550 no such sender", "邮件服务器不让我们发信（550），稍后自动再试"),
        ("MAIL", "邮件服务器中断了连接，稍后自动再试"),
    ],
)
def test_a_server_that_takes_nothing_lets_everybody_wait(mail_server, fault, words):
    notices = [tell(make_reader()) for _ in range(3)]
    mail_server.break_down(fault)
    job = work()
    assert (job.state, job.words) == (JobState.DONE, words)
    assert {(delivery_of(n).state, delivery_of(n).attempts) for n in notices} == {("waiting", 0)}
    mail_server.break_down()
    with clock.at(local(2, 13)):
        work()
    assert {delivery_of(notice).state for notice in notices} == {DeliveryState.SENT}
    assert len(mail_server.mails()) == 3


def test_a_connection_lost_before_the_mail_left_is_tried_again(mail_server):
    gone, good = tell(make_reader(name="gone")), tell(make_reader())
    work()
    assert (delivery_of(gone).state, delivery_of(gone).attempts) == ("waiting", 1)
    assert delivery_of(good).state == DeliveryState.SENT


def test_what_a_job_that_gave_up_left_behind_is_settled(mail_server):
    """Its last attempt died between claiming a digest and writing down what came of it."""
    bad = tell(make_reader(name="bad"))
    type(bad.person).objects.filter(pk=bad.person_id).update(email="a\nb@academy.test")
    enqueue_job(kind="notices.deliver", params={"channel": "mail"})
    Job.objects.update(max_attempts=1)
    run_job(job=claim_job(worker="test"))
    assert Job.objects.get().state == JobState.FAILED
    assert delivery_of(bad).state == DeliveryState.SENDING
    assert actions.enqueue_deliveries() == []
    delivery = delivery_of(bad)
    assert (delivery.state, delivery.words) == ("unknown", "发送时程序中断，不知道对方是否收到")


def test_a_worker_asked_to_stop_writes_down_what_it_sent(mail_server):
    first, second = tell(make_reader()), tell(make_reader())
    asked = iter([False, True])
    job = work(should_stop=lambda: next(asked))
    assert job.state == JobState.QUEUED
    assert [delivery_of(n).state for n in (first, second)] == ["sent", "waiting"]
    run_job(job=claim_job(worker="another"))
    assert delivery_of(second).state == DeliveryState.SENT
    assert len(mail_server.mails()) == 2


def test_a_mail_that_cannot_be_made_holds_up_nobody(mail_server):
    """A line break never gets into an address by our forms; if it does, the rest goes on."""
    bad = tell(make_reader(name="bad"))
    type(bad.person).objects.filter(pk=bad.person_id).update(email="a\nb@academy.test")
    good = tell(make_reader())
    job = work()
    assert job.state == JobState.QUEUED
    with clock.at(local(2, 13)):
        run_job(job=claim_job(worker="another"))
    assert [delivery_of(n).state for n in (bad, good)] == ["unknown", "sent"]


@pytest.mark.parametrize("count", [1, 3])
def test_settling_takes_one_write_however_many_jobs_gave_up(count, django_assert_num_queries):
    for number in range(count):
        job = enqueue_job(kind="notices.deliver", params={}, idempotency_key=f"{number}")
        Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, cursor={"digest": number + 1})
    with django_assert_num_queries(2):
        actions.abandon_lost_digests()
