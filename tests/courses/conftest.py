"""Fixtures of courses."""

import pytest

from tests.factories.people import make_user


@pytest.fixture
def trainee(client):
    """Somebody signed in with the test client."""
    user = make_user(name="学员甲")
    client.force_login(user)
    return user
