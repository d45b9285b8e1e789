"""`make run`: the whole academy on one machine under one supervisor.

Four processes: `web` (granian, 127.0.0.1:$PORT), `worker` (queues jobs and searches), `sweep`
(queue sweep) and `scheduler` (celery beat). honcho stops everything when one process ends, so each
of them runs in a keeper of its own, which starts it again.

Two locks, which the system takes away with their holders, even after kill -9: `run.lock` is held
until the last process of a run is gone, `alive.lock` by the supervisor alone. Keepers watch the
second; when it is free they end what they keep, and the next start may have the first.
"""

import fcntl
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import IO

from honcho.manager import Manager

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = Path(os.environ.get("ACADEMY_LOCAL_DIR", BASE_DIR / ".local")).resolve()
PORT = os.environ.get("PORT", "8000")
ADDRESS = f"http://127.0.0.1:{PORT}/"
CELERY = [sys.executable, "-m", "celery", "--quiet", "--app=academy"]
# One task at a time in the worker's own process: a job's lease guards it, not the pool.
WORKER = [*CELERY, "worker", "--pool=solo", "--loglevel=warning", "--without-mingle"]
PROCESSES = {
    "web": [
        *(sys.executable, "-m", "granian", "--interface=wsgi", "academy.wsgi:application"),
        *("--host=127.0.0.1", f"--port={PORT}", "--log-level=warning"),
        *("--workers=2", "--blocking-threads=4", "--blocking-threads-idle-timeout=600"),
    ],
    "worker": [*WORKER, "--queues=jobs,searches", "--hostname=worker@%h"],
    "sweep": [*WORKER, "--queues=sweep", "--hostname=sweep@%h"],
    "scheduler": [
        *CELERY,
        "beat",
        "--loglevel=warning",
        "--pidfile=",
        f"--schedule={LOCAL_DIR / 'beat'}",
    ],
}
STOP_WAIT = 4  # seconds; honcho kills after five
LONGEST_PAUSE = 30  # seconds between two starts of a process that keeps ending
LONGEST_WAY = 15  # seconds that the others let the web process start alone


class Keeper:
    """Keeps one process running until told to stop or until the supervisor is gone."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.stopping = False
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def run(self) -> None:
        pause = 1
        while not self._done():
            started = time.monotonic()
            code = self._run_once()
            pause = 1 if time.monotonic() - started > LONGEST_PAUSE else min(pause * 2, 30)
            if not self._done():
                print(f"ended with {code}; starts again in {pause} s", flush=True)
                self._sleep(pause)

    def give_way(self) -> None:
        """Until the site answers: few cores start four programs slowly, and one quickly."""
        until = time.monotonic() + LONGEST_WAY
        while not self._done() and time.monotonic() < until and not site_answers():
            self._sleep(0.5)

    def _run_once(self) -> int:
        child = subprocess.Popen(  # noqa: S603 - one of PROCESSES
            self.command, cwd=BASE_DIR, start_new_session=True
        )
        while child.poll() is None and not self._done():
            time.sleep(0.2)
        return end_group(child)

    def _done(self) -> bool:
        return self.stopping or not supervisor_is_alive()

    def _sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._done():
            time.sleep(0.2)


def end_group(child: subprocess.Popen[bytes]) -> int:
    """End a process and whatever it started; politely first.

    A worker at work hands its job back at the next step. An idle one may look up from the embedded
    broker too late; nothing is lost with it.
    """
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            child.wait(STOP_WAIT)
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return child.wait()  # nothing was left of it
    return child.wait()


def try_lock(name: str) -> IO[str] | None:
    """The lock file, locked; None when another process holds it."""
    LOCAL_DIR.mkdir(parents=True, exist_ok=True)
    lock = (LOCAL_DIR / name).open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def supervisor_is_alive() -> bool:
    if lock := try_lock("alive.lock"):
        lock.close()
    return lock is None


def take_locks() -> tuple[IO[str], IO[str]]:
    """Refused while a run lives; waits while the rest of a killed run comes to its end."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if run := try_lock("run.lock"):
            alive = (LOCAL_DIR / "alive.lock").open("w")
            fcntl.flock(alive, fcntl.LOCK_EX)
            os.register_at_fork(after_in_child=alive.close)
            return run, alive
        if supervisor_is_alive():
            sys.exit(f"The academy already runs from this folder ({LOCAL_DIR}).")
        time.sleep(0.3)
    sys.exit(f"Processes of an earlier run do not end; they hold {LOCAL_DIR / 'run.lock'}.")


def refuse_used_port() -> None:
    if not PORT.isdecimal() or not 0 < int(PORT) < 65536:
        sys.exit(f"PORT is a number from 1 to 65535, not “{PORT}”. Try: make run PORT=8001")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(PORT)))
        except OSError as error:
            sys.exit(f"Port {PORT} cannot be used ({error.strerror}). Try: make run PORT=8001")


def prepare(run_lock: IO[str]) -> int:
    """Database, demo data, static files; in a process of its own, whose memory then goes."""
    command = [sys.executable, "manage.py", "prepare_run"]
    quiet = {"LOG_LEVEL": "WARNING", **os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            command, cwd=BASE_DIR, env=quiet, pass_fds=[run_lock.fileno()]
        )
    except KeyboardInterrupt:
        return 130
    return done.returncode


def site_answers() -> bool:
    try:
        urllib.request.urlopen(f"{ADDRESS}healthz", timeout=2)  # noqa: S310
    except (urllib.error.URLError, OSError):
        return False
    return True


def announce() -> None:
    """Once the site answers, say where it is and who may sign in."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if site_answers():
            accounts = (LOCAL_DIR / "accounts.txt").read_text()
            print(f"\n  {ADDRESS}\n\n{accounts}\n  Ctrl-C stops everything.\n", flush=True)
            return
        time.sleep(0.2)


def supervise() -> int:
    # honcho's own helpers are forks: they hold run.lock until what they run has ended.
    multiprocessing.set_start_method("fork")
    manager = Manager()
    for name in PROCESSES:
        manager.add_process(
            name,
            f"exec {sys.executable} -m academy.run keep {name}",
            cwd=str(BASE_DIR),
        )
    threading.Thread(target=announce, daemon=True).start()
    manager.loop()
    return 0 if manager.returncode in {130, 143} else int(manager.returncode or 0)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "academy.settings.dev")
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    # What links in mails and the codes on certificates begin with.
    os.environ.setdefault("BASE_URL", ADDRESS.rstrip("/"))
    if sys.argv[1:2] == ["keep"]:
        name = sys.argv[2]
        keeper = Keeper(PROCESSES[name])
        if name != "web":
            keeper.give_way()
        keeper.run()
        return 0
    run_lock, alive_lock = take_locks()
    refuse_used_port()
    with run_lock, alive_lock:
        return prepare(run_lock) or supervise()


if __name__ == "__main__":
    sys.exit(main())
