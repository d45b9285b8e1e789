"""People who ask for whole films and read nothing, at the real web server of `make run`."""

import os
import socket
import time
import urllib.error
import urllib.request

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse

from academy.core.serving import MOST_AT_ONCE
from tests.benchmarks.servers import WebServer
from tests.factories.films import make_film
from tests.factories.people import make_user
from tests.factories.watching import make_micro_film, place

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
# More than the system keeps for a connection whose other side reads nothing.
SIZE = 24 * MOST_AT_ONCE
SILENT = 12
PATIENCE = 5
PROCESSES = 2


@pytest.fixture
def film():
    name = storages["private"].save("films/long.mp4", ContentFile(bytes(SIZE)))
    return make_film(rendition=name, size=SIZE)


@pytest.fixture
def cookie(film):
    """Of a trainee whose course shows the film."""
    trainee, client = make_user(), Client()
    place(make_micro_film(film=film), trainee)
    client.force_login(trainee)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


@pytest.fixture
def server(database_url, tmp_path):
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "academy.settings.test",
    }
    found = WebServer("academy.wsgi:application", tmp_path, **environment)
    found.wait("/healthz")
    yield found
    found.stop()


def silent_reader(server, path, cookie):
    """Has asked, and reads nothing."""
    reader = socket.create_connection(("127.0.0.1", server.port))
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {cookie}", "", ""]
    reader.sendall("\r\n".join(lines).encode())
    return reader


def answer(server, path, **headers):
    """Status, headers and body, within a short time."""
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as page:
            return page.status, page.headers, page.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def test_who_reads_nothing_keeps_nobody_waiting(server, film, cookie):
    path = reverse("courses:film_file", args=[film.pk])
    readers = [silent_reader(server, path, cookie) for _ in range(SILENT)]
    time.sleep(2)
    for _ in range(4 * PROCESSES):
        assert answer(server, "/healthz")[0] == 200
        status, _, piece = answer(server, path, Cookie=cookie, Range="bytes=0-")
        assert (status, len(piece)) == (206, MOST_AT_ONCE)

    told = [reader.recv(4096).decode(errors="replace") for reader in readers]
    refused = [words for words in told if words.startswith("HTTP/1.1 429")]
    assert len(refused) >= SILENT - 2 * PROCESSES
    assert all("retry-after: 60" in words.lower() for words in refused)
    assert len(refused) + sum(words.startswith("HTTP/1.1 200") for words in told) == SILENT

    for reader in readers:
        reader.close()
    deadline = time.monotonic() + 30
    while answer(server, path, Cookie=cookie)[0] != 200:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    for _ in range(4 * PROCESSES):
        assert len(answer(server, path, Cookie=cookie)[2]) == SIZE
