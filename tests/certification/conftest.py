"""Fixtures of certification."""

import pytest


@pytest.fixture(autouse=True)
def _fonts(fonts) -> None:
    """Whatever is granted or printed needs them."""
