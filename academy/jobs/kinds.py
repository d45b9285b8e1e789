"""The kinds of jobs. Apps bring theirs in a module `job_kinds.py`."""

from collections.abc import Callable
from dataclasses import dataclass

from academy.core.kinds import Registry
from academy.jobs.run import Run

Work = Callable[[Run], None]
# The queue of work that keeps nobody waiting, and that of searches: they fill a processor for
# as long as they may, and films, imports and sheets must not wait behind them.
JOBS = "jobs"
SEARCHES = "searches"
QUEUES = (JOBS, SEARCHES)


@dataclass(frozen=True)
class JobKind:
    """`title` is what its jobs are called where they get no title of their own.

    `queue`: whose workers do them.
    """

    name: str
    title: str
    work: Work
    queue: str = JOBS


job_kinds: Registry[JobKind] = Registry("job_kinds")


def names_of(queue: str) -> list[str]:
    """The kinds whose jobs are done by the workers of a queue."""
    return [kind.name for kind in job_kinds if kind.queue == queue]


def job_kind(name: str, *, title: str, queue: str = JOBS) -> Callable[[Work], Work]:
    """Registers a function `work(run)` as the kind `name`, written `app.verb`.

    The function may be stopped anywhere and is then called again: it goes on from `run.cursor`.
    """

    def register(work: Work) -> Work:
        job_kinds.register(name, JobKind(name, title, work, queue))
        return work

    return register
