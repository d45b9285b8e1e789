"""Notices for tests."""

import datetime as dt
from itertools import count
from typing import Any

from django.utils import timezone

from academy.notices.actions import Message, send_notices
from academy.notices.models import Delivery, Notice
from academy.people.models import User
from tests.factories.people import make_user

_serial = count(1)


def local(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """An instant of March 2026 by the academy's clock."""
    return dt.datetime(2026, 3, day, hour, minute, tzinfo=timezone.get_default_timezone())


def make_reader(name: str = "", **fields: Any) -> User:
    """A person with a mail address."""
    name = name or f"reader{next(_serial)}"
    return make_user(username=name, email=f"{name}@academy.test", **fields)


def make_message(person: User, **fields: Any) -> Message:
    n = next(_serial)
    values = {"title": f"第{n}件事", "key": f"news:{n}", "url": "/me/courses/"} | fields
    return Message(person=person, **values)


def tell(person: User, kind: str = "trial.news", **fields: Any) -> Notice:
    """A notice, told through the real action."""
    message = make_message(person, **fields)
    send_notices(kind=kind, messages=[message])
    return Notice.objects.get(key=message.key)


def delivery_of(notice: Notice) -> Delivery:
    return Delivery.objects.get(notice=notice)
