"""manage.py seed_academy --scale FRACTION: an academy of any size, safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from academy.core.errors import ActionError
from academy.desk.scale.seed import seed_academy


class Command(BaseCommand):
    """Needs DEMO_ACCOUNTS. A larger scale adds to a smaller one."""

    help = "Make an academy of invented people with two years of study behind them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--scale",
            type=float,
            required=True,
            metavar="FRACTION",
            help="1 is 92,000 trainees, 409 teachers, 81 bases",
        )
        parser.add_argument("--seed", type=int, default=2026, help="another past for other seeds")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            seed_academy(scale=options["scale"], seed=options["seed"], say=self.stdout.write)
        except ActionError as refused:
            raise CommandError(refused.message) from refused
