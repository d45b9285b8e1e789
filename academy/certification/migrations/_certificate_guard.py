"""Triggers that keep certificates as they were granted, on PostgreSQL and SQLite.

A certificate may only become void: number, holder, programme, snapshot, day and the certificate
it replaces never change, what is void stays void, and no row is deleted.

On SQLite a migration that alters the table makes it anew and drops its triggers: it must end
with `guard`.
"""

TABLE = "certification_certificate"
FIXED = ("id", "number", "programme_id", "holder_id", "snapshot", "issued_at", "replaces_id")
CHANGED = "number, holder and snapshot of a certificate never change"
REVIVED = "a void certificate stays void"
DELETED = "certificates are never deleted"


def _differs(test):
    return " OR ".join(f"NEW.{column} {test} OLD.{column}" for column in FIXED)


def _sqlite(name, event, condition, refusal):
    return (
        f"CREATE TRIGGER {TABLE}_{name} BEFORE {event} ON {TABLE} {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
    )


def _postgresql(name, event, condition, refusal, each="ROW"):
    return (
        f"CREATE TRIGGER {TABLE}_{name} BEFORE {event} ON {TABLE} FOR EACH {each} {condition} "
        f"EXECUTE FUNCTION {TABLE}_refuse('{refusal}')"
    )


# SQLite's INSERT OR REPLACE deletes what is in its way without telling any DELETE trigger.
IN_THE_WAY = (
    f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id OR number = NEW.number "
    "OR replaces_id = NEW.replaces_id OR (state = 'valid' AND NEW.state = 'valid' "
    "AND programme_id = NEW.programme_id AND holder_id = NEW.holder_id))"
)
VOID_STAYS = "WHEN (OLD.state = 'void' AND NEW.state <> 'void')"
NAMES = ("fixed", "void", "kept", "not_replaced", "not_emptied")
GUARD = {
    "sqlite": [
        _sqlite("fixed", "UPDATE", f"WHEN {_differs('IS NOT')}", CHANGED),
        _sqlite("void", "UPDATE", VOID_STAYS, REVIVED),
        _sqlite("kept", "DELETE", "", DELETED),
        _sqlite("not_replaced", "INSERT", IN_THE_WAY, DELETED),
    ],
    "postgresql": [
        f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION '%', TG_ARGV[0] "
        "USING ERRCODE = 'integrity_constraint_violation'; END$$",
        _postgresql("fixed", "UPDATE", f"WHEN ({_differs('IS DISTINCT FROM')})", CHANGED),
        _postgresql("void", "UPDATE", VOID_STAYS, REVIVED),
        _postgresql("kept", "DELETE", "", DELETED),
        _postgresql("not_emptied", "TRUNCATE", "", DELETED, each="STATEMENT"),
    ],
}
UNGUARD = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {TABLE}_{name}" for name in NAMES],
    "postgresql": [
        *[f"DROP TRIGGER IF EXISTS {TABLE}_{name} ON {TABLE}" for name in NAMES],
        f"DROP FUNCTION IF EXISTS {TABLE}_refuse()",
    ],
}


def guard(apps, schema_editor):
    for statement in GUARD[schema_editor.connection.vendor]:
        # No parameters, so that the % of RAISE stays as it is.
        schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    for statement in UNGUARD[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)
