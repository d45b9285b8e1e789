"""The web servers measured, and what their processes use."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import psutil

from academy import run
from tests.harness.servers import die_with_parent, free_port

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Usage:
    """Processor seconds used so far by some processes, and the memory they share fairly."""

    cpu: float
    memory: float

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.cpu + other.cpu, self.memory + other.memory)

    @classmethod
    def of(cls, pid: int | None) -> Usage:
        """Of a process and all below it; nothing for no process."""
        if pid is None:
            return cls(0, 0)
        top = psutil.Process(pid)
        ended = top.cpu_times()
        own = cls(ended.children_user + ended.children_system, 0)
        return sum((cls._alone(one) for one in [top, *top.children(recursive=True)]), own)

    @classmethod
    def _alone(cls, process: psutil.Process) -> Usage:
        try:
            times, memory = process.cpu_times(), process.memory_full_info()
        except psutil.NoSuchProcess:  # It ended meanwhile: its parent has its times.
            return cls(0, 0)
        return cls(times.user + times.system, memory.pss / MEGABYTE)


class WebServer:
    """Granian as `make run` and production start it, on a port of its own."""

    def __init__(self, application: str, folder: Path, **environment: str) -> None:
        self.port = free_port()
        self.log = folder / f"{application.split('.')[0]}-{self.port}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [self._here(argument, application) for argument in run.PROCESSES["web"]],
                cwd=run.BASE_DIR,
                env={**os.environ, **environment},
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent,
            )

    def _here(self, argument: str, application: str) -> str:
        """An argument of the real command, for this application and port."""
        if argument == "academy.wsgi:application":
            return application
        return f"--port={self.port}" if argument.startswith("--port=") else argument

    def wait(self, path: str, status: int = 200) -> None:
        """Until the address answers with `status`."""
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline and self.process.poll() is None:
            if self._status(path) == status:
                return
            time.sleep(0.2)
        sys.exit(f"The server did not start:\n{self.log.read_text()[-4000:]}")

    def _status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    @property
    def usage(self) -> Usage:
        return Usage.of(self.process.pid)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
