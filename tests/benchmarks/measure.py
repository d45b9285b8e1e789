"""An operation and its baseline in turn, several rounds, at some number of clients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from http.cookies import SimpleCookie
from itertools import islice

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.benchmarks.client import HOST, Request
from tests.benchmarks.load import Load, put_load
from tests.benchmarks.operations import Operation, Streams
from tests.benchmarks.prepare import Machines
from tests.benchmarks.school import School
from tests.benchmarks.servers import WebServer

ROUNDS = 3
WARM_UP = 0.5  # seconds
UNCOUNTED = 2
ENDLESS = 1_000_000
# Statements that begin and end transactions are no questions to the data.
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@dataclass
class Figures:
    """What a server did in all rounds. Processor time in milliseconds per request."""

    load: Load
    application: float = 0
    database: float = 0

    @property
    def cpu(self) -> float:
        return self.application + self.database


@dataclass(frozen=True)
class Result:
    """An operation at a scale and a number of clients, beside its baseline."""

    operation: Operation
    scale: float
    clients: int
    own: Figures
    baseline: Figures
    queries: int

    @property
    def ratio(self) -> float:
        """Requests per second, as a part of the baseline's."""
        return self.own.load.rate / self.baseline.load.rate

    @property
    def cpu_ratio(self) -> float:
        """What the baseline's request costs of the processor, as a part of what ours costs.

        On a machine that others use too this is the steadier of the two.
        """
        return self.baseline.cpu / self.own.cpu


class Bench:
    """Measures operations against their baselines on running machines."""

    def __init__(self, machines: Machines, school: School, seconds: float) -> None:
        self.machines, self.school, self.seconds = machines, school, seconds

    def measure(self, operation: Operation, clients: int, scale: float) -> Result:
        """Baseline and operation in turn, so that both meet the same neighbours."""
        own = operation.streams(self.school, clients)
        bare = operation.baseline(self.school, clients)
        queries = count_queries(own[0])
        # A part of what there is for each round and one for the warm-up.
        most = (
            (self.school.supply - UNCOUNTED - 1) // (ROUNDS + 1) if operation.uses_up else ENDLESS
        )
        self._warm_up(own, bare, most)
        figures, beside = Figures(Load()), Figures(Load())
        for _ in range(ROUNDS):
            self._round(self.machines.baseline, bare, beside, ENDLESS)
            self._round(self.machines.subject, own, figures, most)
        return Result(operation, scale, clients, figures, beside, queries)

    def _warm_up(self, own: Streams, bare: Streams, most: int) -> None:
        put_load(self.machines.baseline.port, bare, WARM_UP, ENDLESS)
        put_load(self.machines.subject.port, own, WARM_UP, most)

    def _round(self, server: WebServer, streams: Streams, figures: Figures, most: int) -> None:
        before, database = server.usage.cpu, self.machines.database_usage.cpu
        load = put_load(server.port, streams, self.seconds, most)
        spent = server.usage.cpu - before, self.machines.database_usage.cpu - database
        done = figures.load.count
        figures.load += load
        figures.application = _mean(figures.application, done, spent[0], figures.load.count)
        figures.database = _mean(figures.database, done, spent[1], figures.load.count)


def _mean(so_far: float, count: int, seconds: float, total: int) -> float:
    """Milliseconds per request after another round."""
    return (so_far * count + seconds * 1000) / total


def count_queries(stream: Iterator[Request]) -> int:
    """Statements of one request, answered in this process after `UNCOUNTED` others.

    The first brings what later ones carry; the second writes what later ones change.
    """
    for request in islice(stream, UNCOUNTED):
        send_here(request)
    with CaptureQueriesContext(connection) as asked:
        send_here(next(stream))
    return sum(not query["sql"].startswith(CONTROL) for query in asked.captured_queries)


@cache
def visitor_here() -> Client:
    """One client for all: what a server loads when it starts is loaded once."""
    return Client(headers={"host": HOST})


def send_here(request: Request) -> None:
    """Answer a request in this process instead of sending it."""
    client = visitor_here()
    client.cookies = SimpleCookie(request.visitor.cookies)
    if request.body is None:
        answer = client.get(request.path, secure=True)
    else:
        body, kind = request.body
        answer = client.post(request.path, body, content_type=kind, secure=True)
    assert answer.status_code == request.status, (request.path, answer.status_code)
    if request.then:
        request.then(answer.content)
