"""Fixtures of watching."""

import datetime as dt

import pytest

from academy.core import clock
from courses.watching.queries import EPOCH


@pytest.fixture(scope="session")
def at_instant():
    """Pretends an instant, given in milliseconds since 1970."""
    return lambda instant_ms: clock.at(EPOCH + dt.timedelta(milliseconds=instant_ms))
