"""Servers, a database at a scale, and people of it who may sign in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.client import Connection, Request, Visitor
from tests.benchmarks.servers import Usage, WebServer
from tests.harness.servers import PostgresqlServer, RedisServer

BASE_DIR = Path(__file__).resolve().parent.parent.parent
# What outlives a run: collected static files, logs.
FOLDER = Path(os.environ.get("ACADEMY_LOCAL_DIR", BASE_DIR / ".local")) / "benchmarks"
BASELINE = "tests.benchmarks.baseline.wsgi:application"
SUBJECT = "academy.wsgi:application"
PASSWORD = "benchmark-of-2026"
MARKS = """CREATE TABLE IF NOT EXISTS benchmark_mark
    (person_id bigint PRIMARY KEY, place integer NOT NULL, marked_at timestamp NOT NULL)"""


@dataclass(frozen=True)
class Machines:
    """What runs while measuring. `database`: the server's process, None where it has none."""

    subject: WebServer
    baseline: WebServer
    database: int | None

    @property
    def database_usage(self) -> Usage:
        return Usage.of(self.database)


@contextmanager
def environment(database: str) -> Iterator[int | None]:
    """The settings of production on PostgreSQL and Redis, or those of `make run` on SQLite.

    Gives the process of the database server.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.environ |= {"ACADEMY_LOCAL_DIR": str(FOLDER), "MEDIA_ROOT": str(FOLDER / "media")}
    with ExitStack() as clean_up:
        if database == "sqlite":
            for path in FOLDER.glob("academy.sqlite3*"):
                path.unlink()
            os.environ["DJANGO_SETTINGS_MODULE"] = "academy.settings.dev"
            yield None
            return
        server, cache = PostgresqlServer(durable=True), RedisServer()
        clean_up.callback(server.stop)
        clean_up.callback(cache.stop)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "academy.settings.production",
            "SECRET_KEY": "only-for-the-benchmarks-0123456789-0123456789-0123456789",
            "ALLOWED_HOSTS": "127.0.0.1",
            "BASE_URL": "https://127.0.0.1",
            "DATABASE_URL": server.url,
            "BROKER_URL": cache.url,
            "CACHE_URL": cache.url.replace("redis://", "rediscache://"),
        }
        yield server.process.pid


def manage(*arguments: str, **settings: str) -> None:
    """Run a management command; what it says goes where progress goes."""
    command = [sys.executable, "manage.py", *arguments]
    environ = {"LOG_LEVEL": "WARNING", **os.environ, **settings}
    subprocess.run(command, cwd=BASE_DIR, env=environ, stdout=sys.stderr, check=True)


@contextmanager
def machines(database: int | None) -> Iterator[Machines]:
    """Both web servers, side by side."""
    manage("prepare_run")
    subject, baseline = WebServer(SUBJECT, FOLDER), WebServer(BASELINE, FOLDER)
    try:
        subject.wait("/healthz")
        baseline.wait("/read/", 403)
        yield Machines(subject, baseline, database)
    finally:
        subject.stop()
        baseline.stop()


def grow(scale: float) -> None:
    """Bring the database to a scale, and let it know its own sizes as it would by night."""
    from django.db import connection

    # Demo data is refused under the settings of production.
    manage("seed_academy", f"--scale={scale}", DJANGO_SETTINGS_MODULE="academy.settings.dev")
    with connection.cursor() as cursor:
        cursor.execute(MARKS)
        cursor.execute("ANALYZE")


def credentials(username: str) -> dict[str, str]:
    return {"login": username, "password": PASSWORD}


def sign_in(port: int, username: str, number: int = 0) -> Visitor:
    """A visitor who has come in by the door."""
    visitor, connection = Visitor(), Connection(port, number)
    connection.send(Request(visitor, "/login/"))
    connection.send(Request(visitor, "/login/", credentials(username), status=302))
    connection.close()
    return visitor
