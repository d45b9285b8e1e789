"""The Celery application and its three kinds of messages."""

import sqlite3

import pytest
from celery import current_app

from academy.celery import app, transport_options
from academy.jobs.messages import clear_delivered, tidy_broker


def test_the_web_process_speaks_to_the_same_application():
    assert current_app._get_current_object() is app


def test_beat_knows_only_tasks_that_exist_and_its_messages_expire():
    app.loader.import_default_modules()
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks
        assert entry["options"]["queue"] == "sweep"
        assert entry["options"]["expires"] <= entry["schedule"]


def test_a_worker_is_one_process_that_takes_one_message():
    assert app.conf.worker_pool == "solo"
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_acks_late is False


@pytest.mark.filterwarnings("ignore:The ``noload`` loader strategy")  # kombu's own
def test_the_embedded_broker_writes_ahead_and_forgets_what_it_delivered(tmp_path):
    url = f"sqla+sqlite:///{tmp_path}/broker.sqlite3"
    options = transport_options(url)
    with app.connection(url, transport_options=options) as connection:
        queue = connection.SimpleQueue("jobs")
        for number in range(3):
            queue.put({"number": number})
        queue.get(timeout=2).ack()
        queue.get(timeout=2).ack()
        assert clear_delivered(connection) == 2
        last = queue.get(timeout=2)
        last.ack()
        assert last.payload == {"number": 2}
        queue.close()
    with sqlite3.connect(tmp_path / "broker.sqlite3") as broker:
        assert broker.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert broker.execute("SELECT count(*) FROM kombu_message").fetchone() == (1,)


def test_other_brokers_keep_nothing():
    assert tidy_broker() == 0
