"""The kinds of jobs. Apps bring theirs in a module `job_kinds.py`."""

from collections.abc import Callable
from dataclasses import dataclass

from academy.core.kinds import Registry
from academy.jobs.run import Run

Work = Callable[[Run], None]


@dataclass(frozen=True)
class JobKind:
    """`title` is what its jobs are called where they get no title of their own."""

    name: str
    title: str
    work: Work


job_kinds: Registry[JobKind] = Registry("job_kinds")


def job_kind(name: str, *, title: str) -> Callable[[Work], Work]:
    """Registers a function `work(run)` as the kind `name`, written `app.verb`.

    The function may be stopped anywhere and is then called again: it goes on from `run.cursor`.
    """

    def register(work: Work) -> Work:
        job_kinds.register(name, JobKind(name, title, work))
        return work

    return register
