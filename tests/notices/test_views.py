"""One's notices on the site."""

import pytest

from academy.core import clock
from academy.notices.models import Mute, Notice
from tests.factories.notices import make_reader, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    person = make_reader()
    client.force_login(person)
    return person


def words(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_list_says_so(client, reader):
    page = words(client.get("/me/notices/"))
    assert "还没有消息" in page
    assert "nav__count" not in page


def test_notices_are_listed_newest_first_and_only_ones_own(client, reader):
    tell(reader, title="旧消息")
    tell(reader, title="新消息", text="请在月底前完成。")
    tell(make_reader(), title="别人的消息")
    page = words(client.get("/me/notices/"))
    assert page.index("新消息") < page.index("旧消息")
    assert "请在月底前完成。" in page
    assert "别人的消息" not in page
    assert page.count("未读</span>") == 2


def test_the_list_is_for_the_signed_in(client):
    assert client.get("/me/notices/")["Location"] == "/login/?next=/me/notices/"


def test_twenty_to_a_page(client, reader):
    for number in range(21):
        tell(reader, title=f"第{number}条。")
    assert "第0条。" not in words(client.get("/me/notices/"))
    assert "第0条。" in words(client.get("/me/notices/?page=2"))


@pytest.mark.parametrize("count", [1, 3])
def test_queries(client, reader, count, django_assert_num_queries):
    for _ in range(count):
        tell(reader)
    with django_assert_num_queries(5):  # session, person, count, page, unread
        client.get("/me/notices/")


@pytest.mark.parametrize(
    ("address", "is_shown"), [("/", True), ("/me/", True), ("/search/", False)]
)
def test_the_navigation_counts_calmly(client, reader, address, is_shown):
    for _ in range(3):
        tell(reader)
    count = '<span class="nav__count">3<span class="visually-hidden"> 条未读消息</span></span>'
    assert (count in words(client.get(address))) is is_shown


def test_following_a_notice_reads_it(client, reader):
    notice = tell(reader, url="/me/courses/")
    assert client.get(f"/me/notices/{notice.pk}/")["Location"] == "/me/courses/"
    first = Notice.objects.get().read_at
    assert first is not None
    client.get(f"/me/notices/{notice.pk}/")
    assert Notice.objects.get().read_at == first
    assert "nav__count" not in words(client.get("/"))


def test_a_notice_that_leads_nowhere_leads_back(client, reader):
    notice = tell(reader, url="")
    assert client.get(f"/me/notices/{notice.pk}/")["Location"] == "/me/notices/"


def test_another_persons_notice_is_not_found(client, reader):
    notice = tell(make_reader())
    assert client.get(f"/me/notices/{notice.pk}/").status_code == 404
    assert Notice.objects.get().read_at is None


def test_all_are_read_at_once_and_only_ones_own(client, reader):
    for _ in range(2):
        tell(reader)
    theirs = tell(make_reader())
    page = words(client.post("/me/notices/read/", follow=True))
    assert "已把 2 条消息标为已读。" in page
    assert list(Notice.objects.filter(read_at=None)) == [theirs]
    assert "没有未读的消息。" in words(client.post("/me/notices/read/", follow=True))
    assert client.get("/me/notices/read/").status_code == 405


def test_mail_is_switched_off_and_on(client, reader):
    page = words(client.get("/me/notices/mail/"))
    assert reader.email in page
    assert "checked" in page
    assert "以后不再发邮件提醒。" in words(client.post("/me/notices/mail/", {}, follow=True))
    assert Mute.objects.get().person == reader
    assert " checked" not in words(client.get("/me/notices/mail/"))
    on = client.post("/me/notices/mail/", {"mail": "on"}, follow=True)
    assert "以后有新消息会发邮件。" in words(on)
    assert not Mute.objects.exists()


def test_without_an_address_it_says_whom_to_ask(client, reader):
    type(reader).objects.update(email="")
    assert "请联系学院教务处登记" in words(client.get("/me/notices/mail/"))


def test_ones_own_page_leads_there(client, reader):
    with clock.at(clock.now()):
        tell(reader)
    page = words(client.get("/me/"))
    assert 'href="/me/notices/"' in page
    assert "（1 条未读）" in page
    assert 'href="/me/notices/mail/"' in page
