"""Many clients at once, for some seconds: how long each request took."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

from tests.benchmarks.client import Connection, Request


@dataclass
class Load:
    """What some clients did together. Times in seconds, sizes in bytes."""

    seconds: float = 0
    times: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def __add__(self, other: Load) -> Load:
        return Load(
            self.seconds + other.seconds, self.times + other.times, self.sizes + other.sizes
        )

    @property
    def count(self) -> int:
        return len(self.times)

    @property
    def rate(self) -> float:
        """Requests per second of all clients together."""
        return self.count / self.seconds if self.seconds else 0

    @property
    def size(self) -> float:
        """Bytes of an answer, on average."""
        return sum(self.sizes) / self.count if self.count else 0

    def percentile(self, percent: float) -> float:
        """The time that so many of a hundred requests did not exceed."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def put_load(port: int, streams: Sequence[Iterator[Request]], seconds: float, most: int) -> Load:
    """Every stream through a client of its own until time, `most` requests or a stream is up."""
    start = threading.Barrier(len(streams))
    each = -(-most // len(streams))

    def run(number: int, stream: Iterator[Request]) -> Load:
        connection, load = Connection(port, number), Load()
        start.wait()
        began = time.perf_counter()
        for request in islice(stream, each):
            sent = time.perf_counter()
            answer = connection.send(request)
            now = time.perf_counter()
            load.times.append(now - sent)
            load.sizes.append(len(answer.content))
            if now - began > seconds:
                break
        load.seconds = time.perf_counter() - began
        connection.close()
        return load

    with ThreadPoolExecutor(len(streams)) as pool:
        loads = list(pool.map(run, range(len(streams)), streams))
    whole = sum(loads, Load())
    whole.seconds = max(load.seconds for load in loads)
    return whole
