"""Fixtures of certification."""

import fcntl

import pytest
from django.conf import settings

from academy.certification.fonts import build_fonts


@pytest.fixture(scope="session", autouse=True)
def _fonts() -> None:
    """The fonts `make fonts` builds, built here by the first worker where they are missing."""
    settings.FONT_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.FONT_DIR / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build_fonts()
