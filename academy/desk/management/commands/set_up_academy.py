"""manage.py set_up_academy: what an empty academy needs, safe to repeat."""

from typing import Any

from django.core.management.base import BaseCommand

from academy.desk.actions.set_up import set_up_academy


class Command(BaseCommand):
    """Run after `migrate` on a new installation and after every upgrade."""

    help = "Make the site root, groups, permissions, review workflow and hour rules."

    def handle(self, *args: Any, **options: Any) -> None:
        for line in set_up_academy() or ["没有变化。"]:
            self.stdout.write(line)
        self.stdout.write("学院基础设置已就绪。")
