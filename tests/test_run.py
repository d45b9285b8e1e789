"""`make run`: one supervisor, processes that come back, nothing left behind."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from tests.harness.databases import SqliteDatabases
from tests.harness.servers import free_port

pytestmark = [pytest.mark.slow, pytest.mark.embedded]


class Run:
    """`make run` in a folder and on a port of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.env = {
            **os.environ,
            "ACADEMY_LOCAL_DIR": str(folder),
            "PORT": str(self.port),
            "DEMO_ACCOUNTS": "false",
            "DJANGO_SETTINGS_MODULE": "academy.settings.dev",
        }
        self.log = folder / "log"

    def start(self, **env: str) -> subprocess.Popen:
        with self.log.open("w") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "academy.run"],
                cwd=settings.BASE_DIR,
                env={**self.env, **env},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as page:
                return page.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def processes(self, word: str) -> list[int]:
        """Of this run: its port or its folder stands in their environment."""
        mark = f"ACADEMY_LOCAL_DIR={self.folder}".encode()
        found = []
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            try:
                ours = mark in (folder / "environ").read_bytes().split(b"\0")
                if ours and word.encode() in (folder / "cmdline").read_bytes():
                    found.append(int(folder.name))
            except OSError:  # ended while we looked
                continue
        return sorted(found)


def wait_for(condition, run: Run, seconds: int = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, run.log.read_text()
        time.sleep(0.2)


@pytest.fixture
def run(tmp_path, django_db_setup):
    """Needs the template database, so that nothing has to migrate."""
    template = SqliteDatabases().template
    if not template.exists():
        pytest.fail("this test needs the SQLite template; run it with TEST_DATABASE=sqlite")
    shutil.copy(template, tmp_path / "academy.sqlite3")
    run = Run(tmp_path)
    yield run
    for pid in run.processes("academy"):
        os.kill(pid, signal.SIGKILL)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_processes_come_back_and_nothing_is_left_behind(run):
    supervisor = run.start()
    wait_for(run.answers, run)

    refused = run.start(PORT=str(free_port()))
    assert refused.wait(30) == 1
    assert "already runs from this folder" in run.log.read_text()

    web = run.processes("granian")[0]
    os.kill(web, signal.SIGKILL)
    wait_for(lambda: run.answers() and web not in run.processes("granian"), run)

    supervisor.kill()  # not a word to anyone
    supervisor.wait()
    again = run.start()
    wait_for(lambda: "sweep started" in run.log.read_text(), run)
    wait_for(run.answers, run)
    names = ["granian", "queues=jobs", "queues=sweep", "beat"]
    wait_for(lambda: all(run.processes(name) for name in names), run)
    assert len(run.processes("queues=jobs")) == 1

    again.send_signal(signal.SIGINT)
    assert again.wait(30) == 0
    wait_for(lambda: run.processes("academy") == [], run, 10)


def test_a_used_port_is_told_before_anything_starts(run, live_server):
    refused = run.start(PORT=live_server.url.rsplit(":", 1)[1])
    assert refused.wait(30) == 1
    assert "cannot be used" in run.log.read_text()
    assert run.processes("celery") == []


@pytest.mark.parametrize("port", ["abc", "0", "70000", ""])
def test_what_is_no_port_is_told(run, port):
    refused = run.start(PORT=port)
    assert refused.wait(30) == 1
    assert "PORT is a number from 1 to 65535" in run.log.read_text()


def test_links_lead_to_the_port_that_was_asked_for(run):
    supervisor = run.start()
    wait_for(run.answers, run)
    web = run.processes("granian")[0]
    given = Path(f"/proc/{web}/environ").read_bytes().split(b"\0")
    assert f"BASE_URL=http://127.0.0.1:{run.port}".encode() in given
    supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait(30) == 0
