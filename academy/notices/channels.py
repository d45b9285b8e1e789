"""The ways to a person besides the site. Apps bring theirs in a module `channels.py`."""

from __future__ import annotations

import logging
import smtplib
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.mail import DNS_NAME, EmailMessage, get_connection
from django.template.loader import render_to_string

from academy.core.kinds import Registry
from academy.notices import webhook
from academy.notices.enums import DeliveryState
from academy.notices.kinds import MAIL, WEBHOOK

if TYPE_CHECKING:
    from academy.notices.models import Digest, Notice
    from academy.people.models import User

logger = logging.getLogger(__name__)

# By RFC 2606 no mail server answers there: the demo's people live under it.
NOWHERE = ".invalid"
# Answers about ourselves, whoever the mail is for: we have to sign in, or did it wrong.
ABOUT_US = {530, 534, 535, 538}


@dataclass(frozen=True)
class Outcome:
    """What came of handing over a digest.

    `state`: SENT; WAITING (not taken, worth another try); FAILED (refused for good); UNKNOWN (it
    may have been taken). `is_down`: the channel does not work at all now.
    """

    state: DeliveryState
    words: str = ""
    is_down: bool = False


class Channel(ABC):
    """A way to a person. One instance is registered with `register_channel`."""

    name: ClassVar[str]
    label: ClassVar[str]

    @property
    def is_on(self) -> bool:
        """Whether the academy has set it up; what goes by one that it has not leaves no trace."""
        return True

    @abstractmethod
    def address(self, person: User) -> str:
        """Where the person is reached, empty where nowhere."""

    @abstractmethod
    def send(self, digest: Digest, notices: Sequence[Notice]) -> Outcome:
        """Hand notices over to `digest.person`, who has an address. Slow; no transaction is open.

        Must end well within JOBS_LEASE_SECONDS, and must not raise for what servers do.
        """


channels: Registry[Channel] = Registry("channels")


def register_channel(channel: Channel) -> Channel:
    return channels.register(channel.name, channel)


class MailChannel(Channel):
    """Mail by Django's mail backend (EMAIL_URL).

    What SMTP allows: what goes wrong before a person is named to the server (it cannot be reached,
    refuses our sender or our password, hangs up) is no fate of that person: the channel is down.
    What goes wrong afterwards but before the mail is handed over was certainly not taken, and is
    tried again or, refused, given up. A connection that breaks later is uncertain: the mail may be
    on its way, so it counts as UNKNOWN and is not sent twice; the notice stands on the site in any
    case. Every digest has its own Message-ID.
    """

    name = MAIL
    label = "邮件"

    def address(self, person: User) -> str:
        return "" if person.email.endswith(NOWHERE) else person.email

    def send(self, digest: Digest, notices: Sequence[Notice]) -> Outcome:
        connection = get_connection()
        try:
            connection.open()
        except OSError as error:  # smtplib's own errors are OSErrors too
            logger.warning("Mail server: %s", error)
            return Outcome(DeliveryState.WAITING, "邮件服务器暂时连不上", is_down=True)
        given = _watch(getattr(connection, "connection", None))
        try:
            connection.send_messages([_mail(digest, notices)])
        except OSError as error:
            logger.warning("Digest %s: %s", digest.pk, error)
            return _what_came(error, given)
        finally:
            _close(connection)
        return Outcome(DeliveryState.SENT)


def _watch(connection: object) -> list[str]:
    """The SMTP commands given from now on; of another connection we only know that it is used."""
    if not isinstance(connection, smtplib.SMTP):
        return ["rcpt", "data"]
    given: list[str] = []
    put = connection.putcmd

    def note(cmd: str, args: str = "") -> None:
        given.append(cmd)
        put(cmd, args)

    connection.putcmd = note  # type: ignore[method-assign]
    return given


def _what_came(error: OSError, given: Sequence[str]) -> Outcome:
    """What an error tells of the mail. SMTP's 5xx are for good, 4xx for now."""
    codes = _codes(error)
    number = f"（{min(codes)}）" if codes else ""
    if "rcpt" not in given or codes & ABOUT_US:
        words = "邮件服务器不让我们发信" if codes else "邮件服务器中断了连接"
        return Outcome(DeliveryState.WAITING, f"{words}{number}", is_down=True)
    if codes:
        if min(codes) >= 500:
            return Outcome(DeliveryState.FAILED, f"邮件服务器拒收{number}")
        return Outcome(DeliveryState.WAITING, f"邮件服务器暂时拒收{number}")
    if "data" not in given:
        return Outcome(DeliveryState.WAITING, "连接在发出邮件之前断开")
    return Outcome(DeliveryState.UNKNOWN, "连接在发送中断开，不知道对方是否收到")


def _codes(error: OSError) -> set[int]:
    """What the server answered, in numbers; none where it did not answer."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return {code for code, _ in error.recipients.values()}
    return {error.smtp_code} if isinstance(error, smtplib.SMTPResponseException) else set()


def _close(connection: object) -> None:
    """What the server says to our goodbye changes nothing any more."""
    try:
        connection.close()  # type: ignore[attr-defined]
    except OSError as error:
        logger.info("Mail server: %s", error)


def _mail(digest: Digest, notices: Sequence[Notice]) -> EmailMessage:
    """One mail with all that waited, newest last."""
    # A title may hold anything, a header no line break.
    title = " ".join(notices[0].title.split())
    context = {
        "person": digest.person,
        "notices": notices,
        "site": settings.WAGTAILADMIN_BASE_URL,
        "academy": settings.WAGTAIL_SITE_NAME,
    }
    return EmailMessage(
        subject=title if len(notices) == 1 else f"您有 {len(notices)} 条新消息",
        body=render_to_string("notices/mail.txt", context),
        to=[digest.person.email],
        headers={
            "Message-ID": f"<digest-{digest.pk}@{DNS_NAME}>",
            "Auto-Submitted": "auto-generated",
        },
    )


class WebhookChannel(Channel):
    """A signed request to a program of the academy's (WEBHOOK_URL), which passes it on as it can.

    What it is sent: see `notices.webhook`. The same cautions as with mail: what was certainly not
    taken is tried again, what may have been taken is not.
    """

    name = WEBHOOK
    label = "消息接口"

    @property
    def is_on(self) -> bool:
        return bool(settings.WEBHOOK_URL)

    def address(self, person: User) -> str:
        return person.username if self.is_on else ""

    def send(self, digest: Digest, notices: Sequence[Notice]) -> Outcome:
        letter = {
            "id": digest.pk,
            "account": digest.person.username,
            "notices": [
                {
                    "kind": notice.kind,
                    "title": notice.title,
                    "text": notice.text,
                    "url": f"{settings.WAGTAILADMIN_BASE_URL}{notice.url}" if notice.url else "",
                    "at": notice.created_at.isoformat(),
                }
                for notice in notices
            ],
        }
        answer = webhook.post(f"digest-{digest.pk}", letter)
        return Outcome(DeliveryState(answer.state), answer.words, is_down=answer.is_down)


register_channel(MailChannel())
register_channel(WebhookChannel())
