"""Triggers that keep certificates as they were granted, on PostgreSQL and SQLite.

A certificate may only become void: number, holder, programme, scope, snapshot, day and the
certificate it replaces never change, what is void stays void, and no row is deleted.

On SQLite a migration that alters the table makes it anew and drops its triggers: it must begin
with `unguard` and end with the guard of the columns there are then, the last of those below.
"""

TABLE = "certification_certificate"
FIXED = ("id", "number", "programme_id", "holder_id", "snapshot", "issued_at", "replaces_id")
CHANGED = "number, holder and snapshot of a certificate never change"
REVIVED = "a void certificate stays void"
DELETED = "certificates are never deleted"


def _differs(test, columns):
    return " OR ".join(f"NEW.{column} {test} OLD.{column}" for column in columns)


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
def _in_the_way(one_valid):
    same = " AND ".join(f"{column} = NEW.{column}" for column in one_valid)
    return (
        f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id OR number = NEW.number "
        "OR replaces_id = NEW.replaces_id "
        f"OR (state = 'valid' AND NEW.state = 'valid' AND {same}))"
    )


VOID_STAYS = "WHEN (OLD.state = 'void' AND NEW.state <> 'void')"
NAMES = ("fixed", "void", "kept", "not_replaced", "not_emptied")
ONE_VALID = ("programme_id", "holder_id")
REFUSE = (
    f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$BEGIN RAISE EXCEPTION '%', TG_ARGV[0] "
    "USING ERRCODE = 'integrity_constraint_violation'; END$$"
)
UNGUARD = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {TABLE}_{name}" for name in NAMES],
    "postgresql": [
        *[f"DROP TRIGGER IF EXISTS {TABLE}_{name} ON {TABLE}" for name in NAMES],
        f"DROP FUNCTION IF EXISTS {TABLE}_refuse()",
    ],
}


def _guards(more):
    """Statements of each database; `more`: columns of the guarded table that came later."""
    fixed = (*FIXED, *more)
    in_the_way = _in_the_way((*ONE_VALID, *more))
    sqlite_changed = f"WHEN {_differs('IS NOT', fixed)}"
    postgresql_changed = f"WHEN ({_differs('IS DISTINCT FROM', fixed)})"
    return {
        "sqlite": [
            _sqlite("fixed", "UPDATE", sqlite_changed, CHANGED),
            _sqlite("void", "UPDATE", VOID_STAYS, REVIVED),
            _sqlite("kept", "DELETE", "", DELETED),
            _sqlite("not_replaced", "INSERT", in_the_way, DELETED),
        ],
        "postgresql": [
            REFUSE,
            _postgresql("fixed", "UPDATE", postgresql_changed, CHANGED),
            _postgresql("void", "UPDATE", VOID_STAYS, REVIVED),
            _postgresql("kept", "DELETE", "", DELETED),
            _postgresql("not_emptied", "TRUNCATE", "", DELETED, each="STATEMENT"),
        ],
    }


def guard(apps, schema_editor):
    """As the table was first: without scope."""
    _execute(schema_editor, _guards(()))


def guard_with_scope(apps, schema_editor):
    _execute(schema_editor, _guards(("scope",)))


def unguard(apps, schema_editor):
    _execute(schema_editor, UNGUARD)


def _execute(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        # No parameters, so that the % of RAISE stays as it is.
        schema_editor.execute(statement, params=None)
