"""Rosters as files for tests."""

from collections.abc import Sequence
from io import BytesIO

from academy.classes.actions.imports import begin_import, start_import, write_import
from academy.classes.models import Quota, RosterImport, TrainingClass
from academy.classes.queries.imports import read_file
from academy.classes.rules.roster import COLUMNS
from academy.core.sheets import write_sheet
from academy.people.models import Organisation, User


def sheet(*rows: Sequence, columns: Sequence[str] = COLUMNS) -> bytes:
    """An xlsx with these rows; short ones are filled up."""
    file = BytesIO()
    filled = [[*row, *[""] * (len(columns) - len(row))] for row in rows]
    write_sheet(file, title="名单", columns=[(name, 12) for name in columns], rows=filled)
    return file.getvalue()


def make_import(
    training_class: TrainingClass, *rows: Sequence, by: User | None = None
) -> RosterImport:
    """Uploaded and checked."""
    return start_import(
        training_class=training_class, content=sheet(*rows), name="名单.xlsx", by=by
    )
    content = sheet(*rows)
    return start_import(training_class=training_class, content=content, name="名单.xlsx", by=by)


def write(found: RosterImport, by: User | None = None) -> RosterImport:
    """Confirmed and written, as the job does it."""
    begin_import(roster_import=found, by=by)
    with found.file.open() as file:
        return write_import(import_id=found.pk, reading=read_file(file.read()))


def import_rows(
    training_class: TrainingClass, *rows: Sequence, by: User | None = None
) -> RosterImport:
    return write(make_import(training_class, *rows, by=by), by)


def make_quota(training_class: TrainingClass, unit: Organisation, places: int = 3) -> Quota:
    return Quota.objects.create(training_class=training_class, organisation=unit, places=places)
