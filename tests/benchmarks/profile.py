"""Where a request's time goes: the same request many times in this process, under cProfile."""

from __future__ import annotations

import cProfile
import io
import pstats
from itertools import islice

from tests.benchmarks.measure import send_here
from tests.benchmarks.operations import Operation
from tests.benchmarks.school import School

REQUESTS = 100
LINES = 45


def profile_of(operation: Operation, school: School) -> str:
    """The functions of an operation by the time spent in and below them."""
    stream = operation.streams(school, 1)[0]
    send_here(next(stream))
    requests, profiler = list(islice(stream, REQUESTS)), cProfile.Profile()
    profiler.enable()
    for request in requests:
        send_here(request)
    profiler.disable()
    text = io.StringIO()
    pstats.Stats(profiler, stream=text).sort_stats("cumulative").print_stats(LINES)
    return f"# {operation.title}: {len(requests)} requests\n{text.getvalue()}"
