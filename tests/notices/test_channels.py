"""Mail over a real SMTP connection."""

import pytest

from academy.core import clock
from academy.notices import actions
from academy.notices.channels import channels
from academy.notices.enums import DeliveryState
from tests.factories.notices import local, make_reader, tell
from tests.harness.servers import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail():
    with clock.at(local(2, 12)):
        yield channels.items()["mail"]


def send(mail, *notices):
    digest = actions.open_digest(channel=mail)
    assert {row.notice for row in digest.deliveries.all()} == set(notices)
    return mail.send(digest, list(notices))


def test_a_single_notice_is_a_mail_under_its_own_title(mail, mail_server):
    person, text = make_reader(name="wang"), "请在 3月9日 前完成。"
    notice = tell(person, title="必学：四步议事法", text=text, url="/me/duties/7/")
    assert send(mail, notice).state == DeliveryState.SENT
    (sent,) = mail_server.mails()
    assert (sent["To"], sent["Subject"]) == ("wang@academy.test", "必学：四步议事法")
    assert sent["Auto-Submitted"] == "auto-generated"
    words = sent.get_content()
    assert words.startswith(f"{person.name}，您好：")
    assert text in words
    assert "http://127.0.0.1:8000/me/duties/7/" in words
    assert "http://127.0.0.1:8000/me/notices/mail/" in words


def test_several_are_one_mail(mail, mail_server):
    person = make_reader()
    notices = [tell(person, title="甲"), tell(person, title="乙 & <b>"), tell(person, title="丙")]
    assert send(mail, *notices).state == DeliveryState.SENT
    (sent,) = mail_server.mails()
    assert sent["Subject"] == "您有 3 条新消息"
    words = sent.get_content()
    assert words.index("甲") < words.index("乙 & <b>") < words.index("丙")


@pytest.mark.parametrize(
    ("recipient", "state", "words"),
    [
        ("refused", DeliveryState.FAILED, "邮件服务器拒收（550）"),
        ("later", DeliveryState.WAITING, "邮件服务器暂时拒收（451）"),
        ("gone", DeliveryState.WAITING, "连接在发出邮件之前断开"),
        ("silent", DeliveryState.UNKNOWN, "连接在发送中断开，不知道对方是否收到"),
    ],
)
def test_what_servers_do(mail, mail_server, recipient, state, words):
    outcome = send(mail, tell(make_reader(name=recipient)))
    assert (outcome.state, outcome.words, outcome.is_down) == (state, words, False)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("MAIL 550 no such sender", "邮件服务器不让我们发信（550）"),
        ("MAIL 451 not now", "邮件服务器不让我们发信（451）"),
        ("MAIL", "邮件服务器中断了连接"),
        ("RCPT 530 sign in first", "邮件服务器不让我们发信（530）"),
        ("EHLO", "邮件服务器中断了连接"),
    ],
)
def test_a_fault_of_the_server_is_nobodys_fate(mail, mail_server, fault, words):
    mail_server.break_down(fault)
    outcome = send(mail, tell(make_reader()))
    assert (outcome.state, outcome.words) == (DeliveryState.WAITING, words)
    assert outcome.is_down
    assert mail_server.mails() == []


@pytest.mark.parametrize(
    ("fault", "state", "words"),
    [
        ("DATA 554 no such mail here", DeliveryState.FAILED, "邮件服务器拒收（554）"),
        ("DATA 421 going home", DeliveryState.WAITING, "邮件服务器暂时拒收（421）"),
        ("DATA", DeliveryState.UNKNOWN, "连接在发送中断开，不知道对方是否收到"),
    ],
)
def test_what_is_said_to_the_mail_itself(mail, mail_server, fault, state, words):
    mail_server.break_down(fault)
    outcome = send(mail, tell(make_reader()))
    assert (outcome.state, outcome.words, outcome.is_down) == (state, words, False)


def test_a_wrong_password_is_nobodys_fate(mail, mail_server, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "academy", "wrong"
    outcome = send(mail, tell(make_reader()))
    assert (outcome.state, outcome.is_down) == (DeliveryState.WAITING, True)


def test_a_server_that_cannot_be_reached_is_down(mail, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    outcome = send(mail, tell(make_reader()))
    assert (outcome.state, outcome.is_down) == (DeliveryState.WAITING, True)
    assert outcome.words == "邮件服务器暂时连不上"


def test_a_line_break_in_a_name_or_title_makes_no_header(mail, mail_server):
    person = make_reader()
    notice = tell(person, title="好消息\nBcc: all@academy.test")
    assert send(mail, notice).state == DeliveryState.SENT
    (sent,) = mail_server.mails()
    assert (sent["Bcc"], sent["Subject"]) == (None, "好消息 Bcc: all@academy.test")
