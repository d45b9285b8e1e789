"""Build the fonts certificates are printed with."""

from argparse import ArgumentParser, BooleanOptionalAction
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from academy.certification.fonts import build_fonts


class Command(BaseCommand):
    """Build the fonts into FONT_DIR; does nothing when they are there and up to date."""

    help = "Build the fonts of certificates into FONT_DIR."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from-system",
            action=BooleanOptionalAction,
            help="take the faces of Debian's fonts-noto-cjk, which hold rare characters too; "
            "unless told, the choice of the last time stays",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        built = build_fonts(from_system=options["from_system"])
        self.stdout.write(f"{settings.FONT_DIR}: {'built' if built else 'up to date'}")
