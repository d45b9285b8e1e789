"""How long a roster of ten thousand people takes, from the upload to the undo.

    python -m tests.benchmarks.roster [ROWS]

On a database of its own (SQLite, or PostgreSQL where TEST_POSTGRESQL_URL is set), migrated anew.
"""

import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import django

ROWS = 10_000
UNITS = 50


def timed(words: str, deed: Callable[[], Any]) -> Any:
    started = time.perf_counter()
    answer = deed()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{words:<28}{time.perf_counter() - started:8.2f} s {memory:6} MB", flush=True)
    return answer


def rows_of(count: int, units: list[Any]) -> list[list[Any]]:
    """People by turns with a phone, and with an account; in groups of fifty."""
    return [
        [
            f"学员{n}",
            "" if n % 2 else f"trainee-{n}",
            f"139{n:08}" if n % 2 else "",
            units[n % len(units)].code,
            1 + n // 50 % 99,
        ]
        for n in range(count)
    ]


def measure(count: int) -> None:
    from academy.classes.actions.imports import confirm_import, start_import
    from academy.classes.actions.undo_imports import ask_undo
    from academy.jobs.actions import claim_job, run_job
    from tests.factories.classes import make_class, make_planner
    from tests.factories.people import make_organisation
    from tests.factories.rosters import sheet

    def work() -> None:
        while job := claim_job(worker="benchmark"):
            run_job(job=job)

    planner, found = make_planner(), make_class("announced", capacity=count)
    units = [make_organisation() for _ in range(UNITS)]
    content = timed("written as a sheet", lambda: sheet(*rows_of(count, units)))

    def upload() -> Any:
        return start_import(training_class=found, content=content, name="大名单.xlsx", by=planner)

    first = timed("uploaded and judged", upload)
    confirm_import(roster_import=first, by=planner)
    timed("written by the job", work)
    again = timed("the same file again", upload)
    print(f"  {again.new} new, {again.changed} changed, {again.same} the same")
    ask_undo(roster_import=first, by=planner)
    timed("taken back by the job", work)
    first.refresh_from_db()
    print(f"  {first.get_state_display()}, {found.enrolments.count()} left, {first.left}")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "academy.settings.test")
    django.setup()
    from tests.harness.databases import PostgresqlDatabases, SqliteDatabases

    databases: Any = SqliteDatabases()
    if url := os.environ.get("TEST_POSTGRESQL_URL"):
        from pathlib import Path

        databases = PostgresqlDatabases(url, Path(os.environ["TEST_POSTGRESQL_PROGRAMS"]))
    databases.prepare()
    try:
        measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
    finally:
        databases.remove()


if __name__ == "__main__":
    main()
