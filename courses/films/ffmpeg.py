"""The program ffmpeg, run on files that nobody has looked at yet.

Only containers of films are opened, and only from the disk: no play list, no other host, no other
file. It runs at low priority, ends with the worker that started it, and never runs for ever.
"""

from __future__ import annotations

import ctypes
import errno
import os
import re
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from typing import IO

from imageio_ffmpeg import get_ffmpeg_exe

PR_SET_PDEATHSIG = 1
NICE = 10
QUIET = ["-hide_banner", "-nostdin", "-nostats", "-y"]
# Names of ffmpeg's demuxers.
CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,asf,flv,mpegts,mpeg"
PROGRESS = re.compile(r"out_time_us=(\d+)")
# How the system calls a full disk, a file over its limit, a used-up quota.
NO_ROOM = [os.strerror(code) for code in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)]

LINES_KEPT, LONGEST_LINE = 400, 500
PULSE, BEAT = 0.1, 1.0  # seconds


class FfmpegError(Exception):
    """ffmpeg ended with an error. `is_full`: there was no room for what it wrote."""

    def __init__(self, end: Finished) -> None:
        super().__init__(f"ffmpeg ended with {end.code}:\n{end.errors}")
        self.is_full = end.code == -signal.SIGXFSZ or any(word in end.errors for word in NO_ROOM)
        # By somebody else (memory ran out, say): the file is not to blame.
        self.was_killed = end.code < 0 and not self.is_full


class FfmpegTimeout(Exception):  # noqa: N818 - not one of ffmpeg's own errors
    """It took longer than it may and was ended."""


@dataclass(frozen=True)
class Finished:
    """How a run of ffmpeg ended, with the last lines of what it wrote."""

    code: int
    out: str
    errors: str

    def check(self) -> None:
        """FfmpegError unless it went well."""
        if self.code:
            raise FfmpegError(self)


def source(path: str, *, max_pixels: int) -> list[str]:
    """Arguments that open a file somebody uploaded."""
    walls = ["-protocol_whitelist", "file", "-format_whitelist", CONTAINERS]
    return [*walls, "-max_pixels", str(max_pixels), "-i", f"file:{path}"]


def run_ffmpeg(
    *arguments: str, seconds: float, beat: Callable[[int], None] = lambda reached_ms: None
) -> Finished:
    """Run it to its end. `beat` is called about every second, with the milliseconds reached.

    What `beat` raises ends the program, as does the end of `seconds` (FfmpegTimeout).
    """
    with subprocess.Popen(  # noqa: S603 - our own program and arguments
        [get_ffmpeg_exe(), *QUIET, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=_in_child,
    ) as program:
        try:
            out, errors = _Tail(program.stdout), _Tail(program.stderr)
            _wait(program, time.monotonic() + seconds, lambda: beat(out.reached_ms))
        finally:
            program.kill()
            program.wait()
        return Finished(program.returncode, out.text(), errors.text())


def _in_child() -> None:
    """Others go first; and when the worker dies, even by -9, so does its ffmpeg."""
    os.nice(NICE)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _wait(program: subprocess.Popen[bytes], deadline: float, beat: Callable[[], None]) -> None:
    next_beat = time.monotonic() + BEAT
    while program.poll() is None:
        now = time.monotonic()
        if now > deadline:
            raise FfmpegTimeout
        if now > next_beat:
            beat()
            next_beat = now + BEAT
        time.sleep(PULSE)


class _Tail(Thread):
    """Reads a pipe to its end; keeps the last lines, none of them long, and the progress."""

    def __init__(self, pipe: IO[bytes] | None) -> None:
        super().__init__(daemon=True)
        assert pipe is not None  # noqa: S101 - opened above
        self.reached_ms = 0
        self._pipe = pipe
        self._lines: deque[str] = deque(maxlen=LINES_KEPT)
        self.start()

    def run(self) -> None:
        while line := self._pipe.readline(LONGEST_LINE):
            words = line.decode("utf-8", "replace").rstrip("\r\n")
            self._lines.append(words)
            if found := PROGRESS.fullmatch(words):
                self.reached_ms = int(found[1]) // 1000

    def text(self) -> str:
        self.join()
        return "\n".join(self._lines)
