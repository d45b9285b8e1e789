"""Import a roster into the list of a class."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from academy.classes.actions.imports import (
    begin_import,
    check_import,
    start_import,
    tell_imported,
    write_import,
)
from academy.classes.models import TrainingClass
from academy.classes.queries.imports import read_file
from academy.classes.rules.roster import Fault
from academy.core.errors import ActionError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from academy.classes.models import RosterImport


class Command(BaseCommand):
    """Each fault goes to stderr as `第 N 行 列名：…`; with any, nothing is written, 1 returned."""

    help = "Import the roster FILE.xlsx into the list of the class CODE, or check it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.xlsx")
        parser.add_argument("--class", dest="code", required=True, metavar="CODE")
        parser.add_argument("--dry-run", action="store_true", help="check and count, write nothing")

    def handle(self, *, file: Path, code: str, dry_run: bool, **options: Any) -> None:
        content, found = _content(file), _class(code)
        try:
            plan = check_import(training_class=found, content=content, by=None)
            self._tell(plan.warnings, plan.faults)
            counts = plan.counts
            if not dry_run:
                counts = self._write(found, content, file.name).counts
        except ActionError as refusal:
            raise CommandError(refusal.message) from refusal
        new = counts.get("new_person", 0) + counts.get("new", 0)
        self.stdout.write(
            f"{counts['rows']} rows: {new} new, {counts.get('changed', 0)} changed, "
            f"{counts.get('new_person', 0)} accounts made"
        )

    def _write(self, found: TrainingClass, content: bytes, name: str) -> RosterImport:
        started = start_import(training_class=found, content=content, name=name, by=None)
        begin_import(roster_import=started, by=None)
        written = write_import(import_id=started.pk, reading=read_file(content))
        # Somebody else may have changed the list since the check.
        self._tell([], [Fault(*fault) for fault in written.faults])
        after = 0
        while after := tell_imported(import_id=written.pk, after=after):
            pass
        return written

    def _tell(self, warnings: Iterable[Fault], faults: list[Fault]) -> None:
        for warning in warnings:
            self.stdout.write(f"{warning}")
        for fault in faults:
            self.stderr.write(f"{fault}")
        if faults:
            self.stdout.write(f"0 new, 0 changed: {len(faults)} faults, nothing imported")
            raise SystemExit(1)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error


def _class(code: str) -> TrainingClass:
    found = TrainingClass.objects.filter(code=code).first()
    if found is None:
        raise CommandError(f"没有编号为“{code}”的培训班。")
    return found
