"""A signed request to the program at WEBHOOK_URL, and what its answer means."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from academy.core import clock
from academy.notices.enums import DeliveryState

logger = logging.getLogger(__name__)

# Answers about this one parcel; every other refusal is about us or about now.
FOR_GOOD = {409, 410, 422}
TIMEOUT = 10  # seconds
DOWN = "消息接口暂时连不上"


@dataclass(frozen=True)
class Answer:
    """What became of a request: a `DeliveryState`, why, and whether nothing works there now."""

    state: DeliveryState
    words: str = ""
    is_down: bool = False


def signature(body: bytes, seconds: int, secret: str) -> str:
    """What stands in X-Academy-Signature: the moment, and the HMAC-SHA256 of moment and body."""
    signed = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256)
    return f"t={seconds},v1={signed.hexdigest()}"


def post(key: str, letter: dict[str, Any]) -> Answer:
    """Hand a parcel over under a key by which the other side knows it again. Slow."""
    connection = _connection()
    try:
        connection.connect()
    except OSError as error:
        logger.warning("Webhook: %s", error)
        return Answer(DeliveryState.WAITING, DOWN, is_down=True)
    try:
        return _ask(connection, key, json.dumps(letter, ensure_ascii=False).encode())
    except (OSError, HTTPException) as error:
        # It was on its way: perhaps it was taken.
        logger.warning("Webhook, %s: %s", key, error)
        return Answer(DeliveryState.UNKNOWN, "消息接口没有回答，不知道对方是否收到")
    finally:
        connection.close()


def _connection() -> HTTPConnection:
    parts = urlsplit(settings.WEBHOOK_URL)
    made = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return made(parts.hostname or "", parts.port, timeout=TIMEOUT)


def _ask(connection: HTTPConnection, key: str, body: bytes) -> Answer:
    parts = urlsplit(settings.WEBHOOK_URL)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    seconds = int(clock.now().timestamp())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": key,
        "X-Academy-Signature": signature(body, seconds, settings.WEBHOOK_SECRET),
    }
    connection.request("POST", path, body, headers)
    return _read(connection.getresponse().status)


def _read(status: int) -> Answer:
    if 200 <= status < 300:
        return Answer(DeliveryState.SENT)
    if status in FOR_GOOD:
        return Answer(DeliveryState.FAILED, f"消息接口拒收（{status}）")
    return Answer(DeliveryState.WAITING, f"消息接口暂时不收（{status}）", is_down=True)
