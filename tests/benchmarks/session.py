"""One run: what is asked for is measured and told as Markdown."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from pathlib import Path

from tqdm import tqdm

from academy.core import clock
from tests.benchmarks import report
from tests.benchmarks.measure import Bench, Result
from tests.benchmarks.operations import OPERATIONS
from tests.benchmarks.prepare import Machines, grow
from tests.benchmarks.profile import profile_of
from tests.benchmarks.school import School

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


class Session:
    """The machines and what the command line asked for (see `__main__`)."""

    def __init__(self, machines: Machines, given: Namespace) -> None:
        self.machines, self.given = machines, given
        self.operations = [OPERATIONS[name] for name in given.only or OPERATIONS]
        self.scales: list[float] = sorted(given.scales)

    def profiles(self) -> str:
        """Where the time goes at the smallest scale asked for."""
        grow(self.scales[0])
        school = School(self.machines)
        return "\n".join(profile_of(operation, school) for operation in self.operations)

    def tables(self) -> str:
        """Figures, goals, growth and memory; written into a document too where one is named."""
        before = self.machines.subject.usage.memory
        results = [result for scale in self.scales for result in self._measure(scale)]
        text = "\n\n".join([self._head(), *self._parts(results, before)])
        if self.given.into:
            put_into(self.given.into, text)
        return text

    def _measure(self, scale: float) -> list[Result]:
        grow(scale)
        bench = Bench(self.machines, School(self.machines), self.given.seconds)
        pairs = [(one, count) for one in self.operations for count in self.given.clients]
        bar = tqdm(pairs, desc=f"scale {scale:g}", disable=None)
        return [bench.measure(operation, count, scale) for operation, count in bar]

    def _head(self) -> str:
        day, database = f"{clock.today():%Y-%m-%d}", self.given.database
        return f"Measured on {day} on {database}, three rounds of {self.given.seconds:g} s each."

    def _parts(self, results: list[Result], before: float) -> list[str]:
        parts = []
        for scale in self.scales:
            parts += [f"### At {scale * 100:g} % of the whole academy"]
            parts += [report.figures_table([r for r in results if r.scale == scale])]
        parts += ["### Goals, at eight clients", report.goals_table(results)]
        if len(self.scales) > 1:
            parts += ["### Growth, at eight clients", report.growth_table(results)]
        return [*parts, report.memory_words(before, self.machines)]


def put_into(document: Path, text: str) -> None:
    """Replace what stands between the two marks of a document."""
    between = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    old = document.read_text("utf-8")
    if not between.search(old):
        sys.exit(f"{document} has no place for tables: {BEGIN} … {END}")
    document.write_text(between.sub(lambda _: f"{BEGIN}\n{text}\n{END}", old), "utf-8")
