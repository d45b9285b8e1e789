"""The one place that asks what time it is, in the academy's time zone."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

_pretended: ContextVar[dt.datetime | None] = ContextVar("pretended", default=None)


def now() -> dt.datetime:
    """This instant, aware, in UTC."""
    return _pretended.get() or timezone.now()


@contextmanager
def at(instant: dt.datetime) -> Iterator[None]:
    """Run a block as if it were `instant`: demo history and tests go through the real actions."""
    token = _pretended.set(instant)
    try:
        yield
    finally:
        _pretended.reset(token)


def local_date(instant: dt.datetime) -> dt.date:
    """The day an instant falls on in the academy's time zone (Asia/Shanghai)."""
    return timezone.localtime(instant).date()


def end_of(day: dt.date) -> dt.datetime:
    """The last second of a day in the academy's time zone."""
    last = dt.time(23, 59, 59)
    return dt.datetime.combine(day, last, timezone.get_default_timezone())


def today() -> dt.date:
    """Today in the academy's time zone."""
    return local_date(now())
