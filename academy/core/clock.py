"""The one place that asks what time it is, in the academy's time zone."""

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """This instant, aware, in UTC."""
    return timezone.now()


def local_date(instant: dt.datetime) -> dt.date:
    """The day an instant falls on in the academy's time zone (Asia/Shanghai)."""
    return timezone.localtime(instant).date()


def today() -> dt.date:
    """Today in the academy's time zone."""
    return local_date(now())
