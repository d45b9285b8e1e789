"""Databases of the suite: migrated once, kept as a template, cloned for every worker.

A template is kept under the fingerprint of all migrations, so a second run migrates nothing.
A test that commits (`transaction=True`, live_server) is followed by a new clone instead of
Django's flush: flush would delete rows that migrations made, and the ledger forbids deleting.
"""

import fcntl
import hashlib
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import django
import psycopg
import wagtail
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg.sql import SQL, Identifier

TEMPLATE = "academy_template"


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One process at a time; the lock goes with its holder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def fingerprint() -> str:
    """Changes when a migration, the libraries or this module change."""
    digest = hashlib.sha256(f"{sys.version} {django.VERSION} {wagtail.VERSION}".encode())
    folders = [Path(config.path) / "migrations" for config in apps.get_app_configs()]
    for path in [Path(__file__), *sorted(f for d in folders for f in d.glob("*.py"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def use(**values: object) -> None:
    """Point Django's connection, in every thread, elsewhere."""
    connections["default"].close()
    connections.settings["default"].update(values)
    connections["default"].settings_dict.update(values)


def migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    connections["default"].close()


class SqliteDatabases:
    """A file per worker, filled by SQLite's own backup call, which spares open connections."""

    def __init__(self) -> None:
        self.template = settings.TEST_DIR / f"template-{fingerprint()}.sqlite3"
        self.path = settings.RUN_DIR / "academy.sqlite3"
        self.url = f"sqlite:///{self.path}"

    def prepare(self) -> None:
        with locked(settings.TEST_DIR / "sqlite.lock"):
            if not self.template.exists():
                self._build()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        use(NAME=str(self.path))
        self.clone()

    def _build(self) -> None:
        draft = self.template.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        use(NAME=str(draft))
        migrate()
        with sqlite3.connect(draft) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        draft.rename(self.template)

    def clone(self) -> None:
        connections["default"].close()
        source, target = sqlite3.connect(self.template), sqlite3.connect(self.path, timeout=20)
        source.backup(target)
        source.close()
        target.close()

    def remove(self) -> None:
        connections["default"].close()
        self.path.unlink(missing_ok=True)


class PostgresqlDatabases:
    """A database per worker, made by CREATE DATABASE … TEMPLATE on the server of this run."""

    def __init__(self, server_url: str, programs: Path) -> None:
        self.server_url = server_url
        self.programs = programs
        self.dump = settings.TEST_DIR / f"template-{fingerprint()}.pgdump"
        self.name = f"academy_{settings.RUN_DIR.name}"
        self.url = urlsplit(server_url)._replace(path=f"/{self.name}").geturl()

    def prepare(self) -> None:
        address = urlsplit(self.server_url)
        use(HOST=address.hostname, PORT=address.port, USER=address.username)
        with locked(settings.TEST_DIR / "postgresql.lock"):
            if not self._exists(TEMPLATE):
                self._build()
        use(NAME=self.name)
        self.clone()

    def _build(self) -> None:
        draft = "academy_draft"
        self._execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(draft)))
        self._execute(SQL("CREATE DATABASE {}").format(Identifier(draft)))
        if self.dump.exists():
            self._run("pg_restore", "--no-owner", "--dbname", draft, self.dump)
        else:
            use(NAME=draft)
            migrate()
            self._run("pg_dump", "--format=custom", "--file", f"{self.dump}.draft", draft)
            Path(f"{self.dump}.draft").rename(self.dump)
        rename = SQL("ALTER DATABASE {} RENAME TO {}")
        self._execute(rename.format(Identifier(draft), Identifier(TEMPLATE)))

    def clone(self) -> None:
        self.remove()
        self._execute(
            SQL("CREATE DATABASE {} TEMPLATE {}").format(
                Identifier(self.name), Identifier(TEMPLATE)
            )
        )

    def remove(self) -> None:
        connections["default"].close()
        drop = SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._execute(drop.format(Identifier(self.name)))

    def _exists(self, name: str) -> bool:
        with psycopg.connect(self.server_url) as server:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            return server.execute(query, [name]).fetchone() is not None

    def _execute(self, statement: object) -> None:
        with psycopg.connect(self.server_url, autocommit=True) as server:
            server.execute(statement)

    def _run(self, program: str, *arguments: str | Path) -> None:
        address = urlsplit(self.server_url)
        place = ["--host", address.hostname, "--port", str(address.port), "--username", "postgres"]
        subprocess.run([self.programs / program, *place, *arguments], check=True)
