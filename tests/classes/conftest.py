"""The day on which these tests happen: a few days before the classes that the factories make."""

from collections.abc import Iterator

import pytest

from academy.core import clock
from tests.factories.classes import MONDAY, at


@pytest.fixture(autouse=True)
def _a_day_before_the_classes() -> Iterator[None]:
    """Whatever the calendar on the wall says: dates are written out in what is expected."""
    with clock.at(at("12:00", MONDAY.replace(day=24))):
        yield
