"""Codes of the roll on the hall screen: a rotating QR, six digits to type, a ticket for later.

All three are HMAC-SHA256 over (what it is for, session, time) with the server's secret, so nothing
is stored and nobody who lacks the secret makes one. They prove that somebody saw the screen just
now, not who: a photograph passed on works for as long as the code does.
"""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import unicodedata
from dataclasses import dataclass

QR_SECONDS = 15
DIGITS_SECONDS = 60
# The code on the screen and the ones before it: aiming, reading and typing take time.
STEPS_ACCEPTED = 3
DIGITS = 6
TICKET_LIFETIME = dt.timedelta(minutes=5)

# 96 bits are 16 characters: beyond guessing, and few enough for a coarse QR seen from the last row.
_TOKEN_BYTES = 12
_TICKET_BYTES = 16


@dataclass(frozen=True)
class Scan:
    """Somebody saw the screen of a session at this moment (whole seconds, UTC)."""

    session_id: int
    scanned_at: dt.datetime


def token_for(session_id: int, at: dt.datetime, secret: str) -> str:
    """What the QR holds at a moment: 16 URL-safe characters, another every 15 seconds."""
    return _token(session_id, _step(at, QR_SECONDS), secret)


def accepts_token(token: str, session_id: int, at: dt.datetime, secret: str) -> bool:
    """Whether a token is the session's present one or one of the two before."""
    steps = _accepted_steps(at, QR_SECONDS)
    return _is_one_of(token, [_token(session_id, step, secret) for step in steps])


def code_for(session_id: int, at: dt.datetime, secret: str) -> str:
    """The six digits on the screen at a moment, others every minute.

    A million codes can be tried out: who asks must limit the tries of a person.
    """
    return _code(session_id, _step(at, DIGITS_SECONDS), secret)


def accepts_code(typed: str, session_id: int, at: dt.datetime, secret: str) -> bool:
    """Whether typed digits are the session's present code or one of the two before.

    Full-width digits and spaces are taken as meant.
    """
    code = "".join(unicodedata.normalize("NFKC", typed).split())
    steps = _accepted_steps(at, DIGITS_SECONDS)
    return _is_one_of(code, [_code(session_id, step, secret) for step in steps])


def seconds_left(at: dt.datetime, length: int = QR_SECONDS) -> int:
    """How long the screen still shows its code, in whole seconds (1 to `length`)."""
    return length - int(at.timestamp()) % length


def issue_ticket(session_id: int, at: dt.datetime, secret: str) -> str:
    """A signed note of an accepted scan, so that signing in to the site may take its time."""
    body = f"{session_id}.{int(at.timestamp())}"
    return f"{body}.{_signed(f'ticket:{body}', secret, _TICKET_BYTES)}"


def read_ticket(ticket: str, at: dt.datetime, secret: str) -> Scan:
    """The scan that a ticket notes; it counts at its own time, however late the ticket comes.

    ValueError in words when it is not ours or older than five minutes. A ticket from a second
    ahead is ours too: the clocks of two servers differ.
    """
    body, _, signature = ticket.rpartition(".")
    if not _is_one_of(signature, [_signed(f"ticket:{body}", secret, _TICKET_BYTES)]):
        raise ValueError("签到凭证无效，请重新扫码。")
    session_id, seconds = (int(part) for part in body.split("."))
    scan = Scan(session_id, dt.datetime.fromtimestamp(seconds, dt.UTC))
    if at - scan.scanned_at > TICKET_LIFETIME:
        raise ValueError("签到凭证已超过 5 分钟，请重新扫码，或请老师点名。")
    return scan


def _step(at: dt.datetime, length: int) -> int:
    return int(at.timestamp()) // length


def _accepted_steps(at: dt.datetime, length: int) -> list[int]:
    now = _step(at, length)
    return [now - age for age in range(STEPS_ACCEPTED)]


def _token(session_id: int, step: int, secret: str) -> str:
    return _signed(f"qr:{session_id}.{step}", secret, _TOKEN_BYTES)


def _code(session_id: int, step: int, secret: str) -> str:
    number = int.from_bytes(_digest(f"digits:{session_id}.{step}", secret), "big")
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def _signed(message: str, secret: str, length: int) -> str:
    """The first `length` bytes of the digest, URL-safe, without padding."""
    return base64.urlsafe_b64encode(_digest(message, secret)[:length]).decode().rstrip("=")


def _digest(message: str, secret: str) -> bytes:
    # Typed text may hold lone surrogates, which strict encoding refuses.
    return hmac.digest(secret.encode(), message.encode(errors="surrogatepass"), "sha256")


def _is_one_of(given: str, expected: list[str]) -> bool:
    """In a time that tells nothing: every candidate is compared to the end."""
    seen = given.encode(errors="surrogatepass")
    return sum(hmac.compare_digest(seen, candidate.encode()) for candidate in expected) > 0
