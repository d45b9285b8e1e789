"""Triggers that make the ledger append-only, on PostgreSQL and SQLite.

On SQLite a migration that alters the table makes it anew and drops its triggers: it must begin
with `unguard` and end with the guard of the columns there are then, the last of those below.

`unguard` exists for two callers: the way back of the migration, and tests that must empty the
tables of a database they do not throw away.
"""

TABLE = "learning_creditentry"
REFUSAL = "ledger of hours is append-only"

# SQLite's INSERT OR REPLACE deletes what is in its way without telling any DELETE trigger.
FIRST_KEYS = (
    "id = NEW.id OR reverses_id = NEW.reverses_id "
    "OR (completion_id = NEW.completion_id AND reverses_id IS NULL AND NEW.reverses_id IS NULL)"
)
EVIDENCE_KEY = (
    "(evidence <> '' AND user_id = NEW.user_id AND evidence = NEW.evidence "
    "AND evidence_count = NEW.evidence_count AND reverses_id IS NULL AND NEW.reverses_id IS NULL)"
)


def _sqlite(name, event, condition=""):
    return (
        f"CREATE TRIGGER {TABLE}_no_{name} BEFORE {event} ON {TABLE} {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )


def _in_the_way(keys):
    return f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE {keys})"


GUARD = {
    "sqlite": [
        _sqlite("update", "UPDATE"),
        _sqlite("delete", "DELETE"),
    ],
    "postgresql": [
        f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; "
        "END$$",
        f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
        f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()",
    ],
}
UNGUARD = {
    "sqlite": [
        f"DROP TRIGGER IF EXISTS {TABLE}_no_{name}" for name in ("update", "delete", "replace")
    ],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS {TABLE}_no_change ON {TABLE}",
        f"DROP TRIGGER IF EXISTS {TABLE}_no_truncate ON {TABLE}",
        f"DROP FUNCTION IF EXISTS {TABLE}_refuse()",
    ],
}


def guard(apps, schema_editor):
    """As the table was first: without evidence."""
    _guard(schema_editor, FIRST_KEYS)


def guard_with_evidence(apps, schema_editor):
    _guard(schema_editor, f"{FIRST_KEYS} OR {EVIDENCE_KEY}")


def _guard(schema_editor, keys):
    vendor = schema_editor.connection.vendor
    replace = {"sqlite": [_sqlite("replace", "INSERT", _in_the_way(keys))], "postgresql": []}
    for statement in GUARD[vendor] + replace[vendor]:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for statement in UNGUARD[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
