"""`make screenshots`: the pictures of README.md, taken from a real, freshly seeded academy.

Database, uploads and server lie in a folder of their own, which goes away again. `album` says
which pictures there are.
"""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from tests.harness.servers import Server, wait_until

BASE_DIR = Path(__file__).resolve().parent.parent.parent


class Academy(Server):
    """What `make run` starts, with its demo data, in a folder of its own."""

    def __init__(self) -> None:
        super().__init__("screenshots")
        self.url = f"http://127.0.0.1:{self.port}"
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "academy.settings.dev",
            "ACADEMY_LOCAL_DIR": str(self.folder),
            "MEDIA_ROOT": str(self.folder / "media"),
            "PORT": str(self.port),
            "LOG_LEVEL": "WARNING",
        }
        # Beforehand, since it takes longer than a server may take to answer.
        subprocess.run([sys.executable, "manage.py", "prepare_run"], env=env, check=True)
        self.launch([sys.executable, "-m", "academy.run"], env=env, cwd=BASE_DIR)
        wait_until(self._answers, self.process, self.log)

    def _answers(self) -> None:
        urllib.request.urlopen(f"{self.url}/healthz", timeout=5).close()


@contextmanager
def academy() -> Iterator[Academy]:
    """A running academy, whose database this process reads and writes too."""
    running = Academy()
    os.environ["DJANGO_SETTINGS_MODULE"] = "academy.settings.test"
    os.environ["DATABASE_URL"] = f"sqlite:///{running.folder}/academy.sqlite3"
    os.environ["ACADEMY_TEST_RUN"] = str(running.folder / "browser")
    try:
        django.setup()
        yield running
    finally:
        running.stop()


if __name__ == "__main__":
    with academy() as running:
        from tests.browser.album import fill_album

        fill_album(running.url)
