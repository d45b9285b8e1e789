import datetime as dt

import pytest

from academy.core import clock
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.notices import actions
from academy.notices.channels import Outcome, channels
from academy.notices.enums import DeliveryState
from academy.notices.models import Delivery, Digest, Notice
from academy.people.models import User
from tests.factories.notices import delivery_of, local, make_message, make_reader, tell
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
NOON = local(2, 12)
SENT = Outcome(DeliveryState.SENT)
NOT_NOW = Outcome(DeliveryState.WAITING, "暂时拒收")
REFUSED = Outcome(DeliveryState.FAILED, "拒收")
DOWN = Outcome(DeliveryState.WAITING, "连不上", is_down=True)


@pytest.fixture
def mail():
    return channels.items()["mail"]


@pytest.fixture(autouse=True)
def _noon():
    with clock.at(NOON):
        yield


def states(*notices):
    return [delivery_of(notice).state for notice in notices]


class TestTelling:
    def test_a_notice_stands_on_the_site_and_waits_for_its_mail(self):
        person = make_reader()
        notice = tell(person, title="必学：四步议事法", text="请在 3月9日 前完成。")
        assert (notice.person, notice.title) == (person, "必学：四步议事法")
        assert (notice.text, notice.read_at) == ("请在 3月9日 前完成。", None)
        assert delivery_of(notice).state == DeliveryState.WAITING

    def test_one_key_is_one_notice_and_one_mail(self):
        message = make_message(make_reader())
        counts = [actions.send_notices(kind="trial.news", messages=[message]) for _ in range(2)]
        assert counts == [1, 0]
        assert (Notice.objects.count(), Delivery.objects.count()) == (1, 1)

    def test_a_key_twice_in_one_call_is_one_notice(self):
        message = make_message(make_reader())
        assert actions.send_notices(kind="trial.news", messages=[message, message]) == 1

    def test_repeating_adds_what_is_missing(self):
        messages = [make_message(make_reader()) for _ in range(3)]
        actions.send_notices(kind="trial.news", messages=messages[:1])
        assert actions.send_notices(kind="trial.news", messages=messages) == 2
        assert Delivery.objects.count() == 3

    def test_thousands_are_told_in_batches(self, django_assert_max_num_queries):
        people = User.objects.bulk_create(User(username=f"p{n}", name="学员") for n in range(1200))
        messages = [make_message(person) for person in people]
        with django_assert_max_num_queries(60):
            assert actions.send_notices(kind="trial.news", messages=messages) == 1200
        assert actions.send_notices(kind="trial.news", messages=messages) == 0
        assert (Notice.objects.count(), Delivery.objects.count()) == (1200, 1200)

    def test_long_words_are_cut_to_what_fits(self):
        notice = tell(make_reader(), title="长" * 200, text="长" * 900)
        assert (len(notice.title), len(notice.text)) == (120, 500)

    def test_a_kind_for_the_site_alone_waits_for_nothing(self):
        tell(make_reader(), kind="trial.quiet")
        assert not Delivery.objects.exists()

    def test_a_kind_that_nobody_brought_is_a_mistake(self):
        with pytest.raises(KeyError):
            actions.send_notices(kind="trial.unknown", messages=[])

    @pytest.mark.parametrize("email", ["", "demo0001@demo.invalid"])
    def test_without_an_address_no_mail_waits(self, email):
        notice = tell(make_user(email=email))
        delivery = delivery_of(notice)
        assert (delivery.state, delivery.words) == (DeliveryState.WITHHELD, "没有登记可用的地址")

    def test_who_switched_mail_off_gets_none_until_switched_on(self):
        person = make_reader()
        for _ in range(2):
            actions.choose_channel(person=person, channel="mail", is_on=False)
        off = tell(person)
        for _ in range(2):
            actions.choose_channel(person=person, channel="mail", is_on=True)
        assert states(off, tell(person)) == [DeliveryState.WITHHELD, DeliveryState.WAITING]


class TestReading:
    def test_a_notice_keeps_the_time_it_was_first_read(self):
        notice = tell(make_reader())
        own = Notice.objects.filter(pk=notice.pk)
        assert actions.mark_read(notices=own) == 1
        with clock.at(NOON + dt.timedelta(hours=1)):
            assert actions.mark_read(notices=own) == 0
        notice.refresh_from_db()
        assert notice.read_at == NOON


class TestDigests:
    def test_all_that_waits_for_a_person_goes_together(self, mail):
        person = make_reader()
        notices = [tell(person) for _ in range(3)]
        other = tell(make_reader())
        digest = actions.open_digest(channel=mail)
        assert (digest.person, digest.day) == (person, dt.date(2026, 3, 2))
        assert {row.notice for row in digest.deliveries.all()} == set(notices)
        assert states(other) == [DeliveryState.WAITING]
        actions.close_digest(digest=digest, outcome=SENT)
        assert states(*notices) == [DeliveryState.SENT] * 3

    def test_one_a_day_the_rest_waits_until_tomorrow(self, mail):
        person = make_reader()
        tell(person)
        actions.close_digest(digest=actions.open_digest(channel=mail), outcome=SENT)
        later = tell(person)
        assert actions.open_digest(channel=mail) is None
        assert delivery_of(later).due_at == local(3, 0)
        with clock.at(local(3, 7, 59)):
            assert actions.open_digest(channel=mail) is None
        with clock.at(local(3, 8)):
            assert actions.open_digest(channel=mail).deliveries.get().notice == later

    def test_nothing_leaves_in_quiet_hours(self, mail):
        with clock.at(local(2, 21)):
            notice = tell(make_reader())
            assert actions.open_digest(channel=mail) is None
            assert actions.enqueue_deliveries() == []
        assert states(notice) == [DeliveryState.WAITING]
        assert notice.read_at is None

    def test_what_was_read_on_the_site_is_not_mailed(self, mail):
        person = make_reader()
        read, unread = tell(person), tell(person)
        actions.mark_read(notices=Notice.objects.filter(pk=read.pk))
        digest = actions.open_digest(channel=mail)
        assert digest.deliveries.get().notice == unread
        assert (delivery_of(read).state, delivery_of(read).words) == ("withheld", "已在站内读过")

    def test_a_day_is_not_used_up_by_what_was_read(self, mail):
        person = make_reader()
        actions.mark_read(notices=Notice.objects.filter(pk=tell(person).pk))
        assert actions.open_digest(channel=mail) is None
        assert not Digest.objects.exists()

    def test_switching_off_stops_what_waits(self, mail):
        person = make_reader()
        notice = tell(person)
        actions.choose_channel(person=person, channel="mail", is_on=False)
        assert actions.open_digest(channel=mail) is None
        assert delivery_of(notice).words == "本人关闭了这个渠道"
        assert not Digest.objects.exists()

    def test_an_address_that_went_stops_what_waits(self, mail):
        notice = tell(make_reader())
        User.objects.filter(pk=notice.person_id).update(email="")
        assert actions.open_digest(channel=mail) is None
        assert states(notice) == [DeliveryState.WITHHELD]

    def test_a_refusal_for_good_ends_it_and_frees_the_day(self, mail):
        person = make_reader()
        notice = tell(person)
        actions.close_digest(digest=actions.open_digest(channel=mail), outcome=REFUSED)
        delivery = delivery_of(notice)
        assert (delivery.state, delivery.words, delivery.digest) == ("failed", "拒收", None)
        assert delivery.settled_at == NOON
        tell(person)
        assert actions.open_digest(channel=mail) is not None

    def test_a_refusal_for_now_is_tried_again_later_and_in_the_end_given_up(self, mail):
        notice, now, tries = tell(make_reader()), NOON, 0
        while delivery_of(notice).state == DeliveryState.WAITING:
            now = max(now, delivery_of(notice).due_at)
            with clock.at(now):
                if digest := actions.open_digest(channel=mail):
                    actions.close_digest(digest=digest, outcome=NOT_NOW)
                    tries += 1
            now += dt.timedelta(minutes=1)
        assert (delivery_of(notice).state, tries) == (DeliveryState.FAILED, 8)
        assert now - NOON < dt.timedelta(days=3)

    def test_a_channel_that_is_down_lets_everybody_wait_and_counts_against_nobody(self, mail):
        notices = [tell(make_reader()) for _ in range(3)]
        actions.close_digest(digest=actions.open_digest(channel=mail), outcome=DOWN)
        assert actions.open_digest(channel=mail) is None
        deliveries = [delivery_of(notice) for notice in notices]
        assert {row.attempts for row in deliveries} == {0}
        with clock.at(NOON + dt.timedelta(minutes=5)):
            assert actions.open_digest(channel=mail) is not None

    def test_an_interrupted_digest_is_not_sent_again(self, mail):
        person = make_reader()
        notice = tell(person)
        digest = actions.open_digest(channel=mail)
        actions.abandon_digest(digest_id=digest.pk)
        assert states(notice) == [DeliveryState.UNKNOWN]
        tell(person)
        assert actions.open_digest(channel=mail) is None, "it may have been today's mail"

    def test_an_outcome_that_was_written_down_stands(self, mail):
        notice = tell(make_reader())
        digest = actions.open_digest(channel=mail)
        actions.close_digest(digest=digest, outcome=SENT)
        actions.abandon_digest(digest_id=digest.pk)
        assert states(notice) == [DeliveryState.SENT]

    def test_a_slow_sender_still_tells_the_truth(self, mail):
        notice = tell(make_reader())
        digest = actions.open_digest(channel=mail)
        actions.abandon_digest(digest_id=digest.pk)
        actions.close_digest(digest=digest, outcome=SENT)
        assert states(notice) == [DeliveryState.SENT]


class TestEnqueue:
    def test_one_job_while_something_is_due(self):
        assert actions.enqueue_deliveries() == []
        tell(make_reader())
        assert actions.enqueue_deliveries() == ["mail"]
        assert actions.enqueue_deliveries() == [], "a job is at it already"
        assert Job.objects.get().params == {"channel": "mail"}

    def test_what_was_put_off_wakes_nobody(self):
        notice = tell(make_reader())
        later = NOON + dt.timedelta(minutes=10)
        Delivery.objects.filter(notice=notice).update(due_at=later)
        assert actions.enqueue_deliveries() == []
        with clock.at(later):
            assert actions.enqueue_deliveries() == ["mail"]

    def test_a_job_that_is_over_is_followed_by_another(self):
        tell(make_reader())
        actions.enqueue_deliveries()
        Job.objects.update(state=JobState.DONE)
        with clock.at(NOON + dt.timedelta(minutes=1)):
            assert actions.enqueue_deliveries() == ["mail"]
        assert Job.objects.count() == 2
