"""What was measured, as tables for docs/performance.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from tests.benchmarks.measure import Result
from tests.benchmarks.prepare import Machines

# The number of clients that goals are set for.
GOALS_AT = 8
KILOBYTE = 1024


def rows_of(cells: Iterable[Sequence[object]]) -> str:
    """A table; the first row is its head."""
    lines = ["| " + " | ".join(str(cell) for cell in row) + " |" for row in cells]
    rule = "|" + "---|" * lines[0].count(" | ") + "---|"
    return "\n".join([lines[0], rule, *lines[1:]])


HEAD = """operation, clients, requests/s, baseline/s, ratio, ratio by CPU, p50 · p95 · p99 ms,
    CPU ms: application + database, baseline CPU ms, queries, KB"""


def figures_table(results: Sequence[Result]) -> str:
    return rows_of([[word.strip() for word in HEAD.split(",")], *map(_figures, results)])


def _figures(result: Result) -> Sequence[object]:
    load, bare = result.own.load, result.baseline
    times = " · ".join(f"{load.percentile(p) * 1000:.0f}" for p in (50, 95, 99))
    return (
        *(result.operation.title, result.clients, f"{load.rate:.0f}", f"{bare.load.rate:.0f}"),
        *(f"{result.ratio:.2f}", f"{result.cpu_ratio:.2f}", times),
        f"{result.own.application:.1f} + {result.own.database:.1f}",
        *(f"{bare.cpu:.1f}", result.queries, f"{load.size / KILOBYTE:.1f}"),
    )


def goals_table(results: Sequence[Result]) -> str:
    """Every goal, what was measured for it and whether it was met."""
    rows = [row for result in results if result.clients == GOALS_AT for row in _goals(result)]
    return rows_of([("operation", "scale", "goal", "measured", "met"), *rows])


def _goals(result: Result) -> list[Sequence[object]]:
    goal, load = result.operation.goal, result.own.load
    wanted = [
        ("≥", goal.ratio, result.ratio, "{:g} × baseline"),
        ("≥", goal.ratio, result.cpu_ratio, "{:g} × baseline, by CPU"),
        ("≥", goal.rate, load.rate, "{:.3g}/s"),
        ("≤", goal.queries, result.queries, "{:.0f} queries"),
        ("≤", goal.kilobytes, load.size / KILOBYTE, "{:.0f} KB"),
        ("≤", goal.p95, load.percentile(95) * 1000, "p95 {:.0f} ms"),
        ("≤", goal.p99, load.percentile(99) * 1000, "p99 {:.0f} ms"),
        ("≤", goal.cpu, result.own.cpu, "{:.0f} ms of CPU"),
    ]
    return [
        (
            *(result.operation.title, scale_words(result.scale)),
            f"{sign} {words.format(limit)}",
            words.format(round(found, 2)),
            "yes" if (found >= limit if sign == "≥" else found <= limit) else "**no**",
        )
        for sign, limit, found, words in wanted
        if limit
    ]


def growth_table(results: Sequence[Result]) -> str:
    """Processor time per request at every scale; the last column: largest against smallest."""
    at_goal = [result for result in results if result.clients == GOALS_AT]
    scales = sorted({result.scale for result in at_goal})
    by_title = sorted(at_goal, key=lambda result: (result.operation.title, result.scale))
    rows = [
        _growth(title, [result.own.cpu for result in group])
        for title, group in groupby(by_title, lambda result: result.operation.title)
    ]
    return rows_of([("CPU ms per request", *map(scale_words, scales), "growth"), *rows])


def _growth(title: str, spent: Sequence[float]) -> Sequence[str]:
    return title, *(f"{cpu:.1f}" for cpu in spent), f"{spent[-1] / spent[0] - 1:+.0%}"


def scale_words(scale: float) -> str:
    return f"{scale * 100:g} %"


def memory_words(started: float, machines: Machines) -> str:
    """What the processes use now, and what the web server used before the first request."""
    own, bare = machines.subject.usage.memory, machines.baseline.usage.memory
    return (
        f"Memory of the web server: {started:.0f} MB before the first request, {own:.0f} MB after "
        f"the last; of the baseline {bare:.0f} MB; of the database "
        f"{machines.database_usage.memory:.0f} MB."
    )
