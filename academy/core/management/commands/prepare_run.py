"""Everything `make run` needs before the processes start; quick when nothing changed."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

DEMO_ACCOUNTS = {
    "xueyuan": "学员",
    "jiaoshi": "教师",
    "shenhe": "审核员",
    "banzhuren": "班主任",
    "jiaowu": "教务",
    "lianluo": "基地联络员",
    "yuanling": "院领导",
    "danwei": "单位管理员",
    "admin": "超级管理员",
}


class Command(BaseCommand):
    """Migrate, seed, collect static files, and write down who may sign in."""

    help = "Prepare the embedded set-up for `make run`."

    def handle(self, *args: Any, **options: Any) -> None:
        self._migrate()
        if settings.DEMO_ACCOUNTS and "seed_demo" in get_commands():
            call_command("seed_demo")
        self._collect_static()
        (settings.LOCAL_DIR / "accounts.txt").write_text(self._accounts())

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database …")
            call_command("migrate", interactive=False, verbosity=0)

    def _collect_static(self) -> None:
        stamp = Path(settings.STATIC_ROOT) / ".stamp"
        found = self._static_fingerprint()
        if not stamp.exists() or stamp.read_text() != found:
            self.stdout.write("Collecting static files …")
            call_command("collectstatic", interactive=False, verbosity=0, clear=True)
            stamp.write_text(found)

    def _static_fingerprint(self) -> str:
        digest = hashlib.sha256()
        for finder in get_finders():
            for path, storage in finder.list([]):
                stat = Path(storage.path(path)).stat()
                digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
        return digest.hexdigest()

    def _accounts(self) -> str:
        """The demo accounts there are, with their password; nothing without demo data."""
        people = get_user_model().objects.filter(username__in=DEMO_ACCOUNTS)
        names = {person.get_username() for person in people}
        lines = [f"  {name:<10} {role}" for name, role in DEMO_ACCOUNTS.items() if name in names]
        if not settings.DEMO_ACCOUNTS or not lines:
            return ""
        return "\n".join([*lines, f"  password   {settings.DEMO_PASSWORD}", ""])
