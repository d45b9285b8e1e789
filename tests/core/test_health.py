"""/healthz and /readyz, with parts that fail for real."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from academy.core import health

pytestmark = pytest.mark.django_db


def test_the_process_answers(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"ok": True}


def test_ready(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "ok": True,
        "database": "ok",
        "broker": "ok",
        "storage": "ok",
        "migrations": "ok",
    }
    assert response["Cache-Control"] == "no-store"


def failing_parts(client) -> list[str]:
    response = client.get("/readyz")
    assert response.status_code == 503
    answer = response.json()
    assert answer.pop("ok") is False
    return [part for part, word in answer.items() if word == "failed"]


def test_a_broker_that_does_not_listen(client, monkeypatch):
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:1/0")
    assert failing_parts(client) == ["broker"]


def test_a_broker_that_listens(client, redis_url, monkeypatch):
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", redis_url)
    assert client.get("/readyz").status_code == 200


def test_the_embedded_broker(client, tmp_path, monkeypatch):
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", f"sqla+sqlite:///{tmp_path}/broker.sqlite3")
    assert client.get("/readyz").status_code == 200


def test_a_broker_file_in_a_folder_that_is_not_there(client, tmp_path, monkeypatch):
    address = f"sqla+sqlite:///{tmp_path}/missing/broker.sqlite3"
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", address)
    assert failing_parts(client) == ["broker"]


def test_a_storage_that_cannot_be_written(client, settings, tmp_path):
    # A file where the folder should be: refused to root as well.
    (tmp_path / "media").write_text("")
    settings.MEDIA_ROOT = tmp_path / "media"
    assert failing_parts(client) == ["storage"]


def test_a_probe_leaves_nothing(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.get("/readyz")
    assert list(tmp_path.iterdir()) == []


def test_a_migration_that_is_not_applied(client):
    MigrationRecorder(connection).record_unapplied("people", "0001_initial")
    assert failing_parts(client) == ["migrations"]
    with pytest.raises(health.NotReadyError, match=r"people\.0001_initial"):
        health.check_migrations()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_gone(client):
    values = connection.settings_dict
    kept = dict(values)
    connection.close()
    values.update(NAME="/nowhere/at/all", HOST="127.0.0.1", PORT="1")
    try:
        assert failing_parts(client) == ["database", "migrations"]
    finally:
        connection.close()
        values.update(kept)


@pytest.mark.parametrize("url", ["/", "/healthz", "/readyz", "/certificates/", "/help/hours/"])
def test_monitors_and_link_checkers_may_ask_for_the_head_alone(client, url):
    assert client.head(url).status_code == 200
