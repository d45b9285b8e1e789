"""What the database itself keeps: claims of one lane apart, events as they were written."""

CLAIMS = "classes_claim"
EVENTS = "classes_classevent"
REFUSAL = "events of classes are append-only"

# Needs no btree_gist: single numbers are ranges of one.
EXCLUDE = (
    f"ALTER TABLE {CLAIMS} ADD CONSTRAINT {CLAIMS}_apart EXCLUDE USING gist ("
    "int8range(resource_id, resource_id, '[]') WITH &&, "
    "int4range(lane, lane, '[]') WITH &&, "
    "tstzrange(starts_at, ends_at, '[)') WITH &&) WHERE (active)"
)


def _sqlite(name, event):
    return (
        f"CREATE TRIGGER {EVENTS}_no_{name} BEFORE {event} ON {EVENTS} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )


GUARD = {
    "sqlite": [_sqlite("update", "UPDATE"), _sqlite("delete", "DELETE")],
    "postgresql": [
        EXCLUDE,
        f"CREATE FUNCTION {EVENTS}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; "
        "END$$",
        f"CREATE TRIGGER {EVENTS}_no_change BEFORE UPDATE OR DELETE ON {EVENTS} "
        f"FOR EACH ROW EXECUTE FUNCTION {EVENTS}_refuse()",
    ],
}
UNGUARD = {
    "sqlite": [f"DROP TRIGGER IF EXISTS {EVENTS}_no_{name}" for name in ("update", "delete")],
    "postgresql": [
        f"ALTER TABLE {CLAIMS} DROP CONSTRAINT IF EXISTS {CLAIMS}_apart",
        f"DROP TRIGGER IF EXISTS {EVENTS}_no_change ON {EVENTS}",
        f"DROP FUNCTION IF EXISTS {EVENTS}_refuse()",
    ],
}


def guard(apps, schema_editor):
    for statement in GUARD[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for statement in UNGUARD[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
