"""Where a request's time goes: the same request many times in this process, under cProfile."""

from __future__ import annotations

import cProfile
import io
import pstats
import re
from itertools import islice

from tests.benchmarks.measure import send_here
from tests.benchmarks.operations import Operation
from tests.benchmarks.prepare import BASE_DIR
from tests.benchmarks.school import School

REQUESTS = 100
# Lines: of our own functions with all they call, and of all functions by themselves.
OWN, ALL = 25, 20
OURS = f"{re.escape(str(BASE_DIR))}/(academy|courses|practicum|bases)/"


def profile_of(operation: Operation, school: School) -> str:
    """The functions of an operation by the time spent in and below them."""
    stream = operation.streams(school, 1)[0]
    send_here(next(stream))
    profiler, text = cProfile.Profile(), io.StringIO()
    profiler.enable()
    for request in islice(stream, REQUESTS):
        send_here(request)
    profiler.disable()
    stats = pstats.Stats(profiler, stream=text)
    stats.sort_stats("cumulative").print_stats(OURS, OWN)
    stats.sort_stats("tottime").print_stats(ALL)
    return f"# {operation.title}: {REQUESTS} requests at most\n{text.getvalue()}"
