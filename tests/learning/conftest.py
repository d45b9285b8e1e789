"""People signed in, for tests of learning."""

import pytest

from tests.factories.people import make_user

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def user():
    return make_user(name="李四")


@pytest.fixture
def signed_in(client, user):
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def admin_client(client):
    person = make_user(name="管理员", is_superuser=True, is_staff=True)
    client.force_login(person, backend=BACKEND)
    return client
