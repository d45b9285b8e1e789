"""manage.py seed_demo: the demo academy, safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from academy.core.errors import ActionError
from academy.desk.demo.seed import seed_demo


class Command(BaseCommand):
    """Needs DEMO_ACCOUNTS; makes only what is missing."""

    help = "Make demo accounts, courses, programmes and weeks of study."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--without-history", action="store_true", help="no weeks of study")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            seed_demo(say=self.stdout.write, with_history=not options["without_history"])
        except ActionError as refused:
            raise CommandError(refused.message) from refused
