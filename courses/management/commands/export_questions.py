"""Write a bank's questions to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.questions.formats import FORMATS
from courses.questions.models import QuestionBank
from courses.questions.queries import drafts_of


class Command(BaseCommand):
    """Retired questions are left out. Importing the file again changes nothing."""

    help = "Write the questions of the bank TITLE to FILE."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--format", choices=sorted(FORMATS), required=True)
        parser.add_argument("--bank", required=True, metavar="TITLE", help="title of the bank")

    def handle(self, *, file: Path, bank: str, **options: Any) -> None:
        found = QuestionBank.objects.filter(title=bank).first()
        if found is None:
            raise CommandError(f"no bank is called {bank}")
        drafts = drafts_of(found)
        file.write_text(FORMATS[options["format"]].write(drafts), encoding="utf-8")
        self.stdout.write(f"{len(drafts)} questions")
