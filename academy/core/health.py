"""Is the academy ready to serve? Every part is really used, not only configured."""

import uuid
from collections.abc import Callable

import structlog
from celery import current_app
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

logger = structlog.get_logger(__name__)

OK, FAILED = "ok", "failed"
BROKER_PATIENCE = 3  # seconds
PROBE = b"\xe6\xb5\x8b"


class NotReadyError(Exception):
    """A part answers, but not as it should."""


def check_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_broker() -> None:
    """Connect and ask the broker for a queue; every transport has to talk to answer that."""
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=BROKER_PATIENCE)
        with broker.channel() as channel:
            channel.queue_declare("jobs")


def check_storage() -> None:
    for alias in ["default", "private"]:
        storage = storages[alias]
        name = storage.save(f"probe-{uuid.uuid4()}", ContentFile(PROBE))
        try:
            with storage.open(name) as probe:
                if probe.read() != PROBE:
                    raise NotReadyError(f"{alias}: read something else than was written")
        finally:
            storage.delete(name)


def check_migrations() -> None:
    """Every migration on disk is applied, itself or all that it replaces."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    on_disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    pending = [
        ".".join(key)
        for key, migration in on_disk.items()
        if key not in applied
        and not (migration.replaces and applied.issuperset(migration.replaces))
    ]
    if pending:
        raise NotReadyError(f"not applied: {', '.join(sorted(pending))}")


PARTS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "broker": check_broker,
    "storage": check_storage,
    "migrations": check_migrations,
}


def readiness() -> dict[str, str]:
    """One word per part. What exactly went wrong is logged, not told to the public."""
    return {name: _word(name, check) for name, check in PARTS.items()}


def _word(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except Exception:
        # Whatever the part raised, the answer is the same; the log has all of it.
        logger.exception("not_ready", part=name)
        return FAILED
    return OK
