"""Import questions from a file into a bank."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from courses.questions.actions import Imported, import_questions
from courses.questions.drafts import Reading
from courses.questions.formats import FORMATS
from courses.questions.models import QuestionBank


class Command(BaseCommand):
    """Each fault goes to stderr as `line N: …`; with any, nothing is imported and 1 returned."""

    help = "Import questions from FILE into a bank, which is made if there is none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--format", choices=sorted(FORMATS), required=True)
        parser.add_argument(
            "--bank", metavar="TITLE", help="title of the bank; the file's name unless told"
        )
        parser.add_argument("--dry-run", action="store_true", help="check and count, write nothing")

    def handle(self, *, file: Path, bank: str | None, dry_run: bool, **options: Any) -> None:
        reading = FORMATS[options["format"]].read(_content(file))
        self._tell(reading)
        with transaction.atomic():
            imported = _import(bank or file.stem, reading)
            transaction.set_rollback(dry_run)
        self.stdout.write(str(imported))

    def _tell(self, reading: Reading) -> None:
        for notice in reading.notices:
            self.stdout.write(str(notice))
        for fault in reading.faults:
            self.stderr.write(str(fault))
        if reading.faults:
            self.stdout.write(f"0 questions: {len(reading.faults)} faults, nothing imported")
            raise SystemExit(1)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error


def _import(title: str, reading: Reading) -> Imported:
    title = title.strip()
    if not 0 < len(title) <= 120:
        raise CommandError("--bank: 1 to 120 characters")
    bank, _ = QuestionBank.objects.get_or_create(title=title)
    return import_questions(bank=bank, questions=reading.questions, by=None)
