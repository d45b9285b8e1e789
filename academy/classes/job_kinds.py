"""Background work of classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from academy.classes.actions.completion import judge_people
from academy.classes.actions.imports import IMPORT_KIND, tell_imported, write_import
from academy.classes.actions.life import JUDGE_KIND
from academy.classes.actions.planning import (
    ARRANGE_KIND,
    REPLAN_KIND,
    search_class,
    search_replanning,
)
from academy.classes.actions.proposals import write_proposal
from academy.classes.actions.undo_imports import UNDO_KIND, undo_import
from academy.classes.enums import ImportState
from academy.classes.models import RosterImport, TrainingClass
from academy.classes.queries.imports import read_file
from academy.jobs.kinds import SEARCHES, job_kind
from academy.jobs.run import Run
from academy.people.models import User

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from academy.classes.actions.planning import Answer


@job_kind(JUDGE_KIND, title="核算结业")
def judge(run: Run) -> None:
    """Everybody's result in the class `class`, a few at a time."""
    found = TrainingClass.objects.select_related("programme").get(pk=run.params["class"])
    people, judged = found.enrolments.arrived().count(), 1
    while judged:
        with run.step():
            judged = judge_people(training_class=found)
            done = run.cursor.get("done", 0) + judged
            run.cursor["done"] = done
            run.progress(done, max(people, done), f"已核算 {done} 人")
    run.finish(result_url=reverse("classes:class", args=[found.code]))


@job_kind(IMPORT_KIND, title="导入名单")
def import_roster(run: Run) -> None:
    """Write the import `import` in one step, then tell its people batch by batch."""
    found = RosterImport.objects.select_related("training_class").get(pk=run.params["import"])
    if found.state == ImportState.CONFIRMED:
        run.progress(0, found.counts["rows"], "正在核对每一行")
        run.renew()
        with found.file.open() as file:
            reading = read_file(file.read())
        with run.step():
            found = write_import(import_id=found.pk, reading=reading)
            run.progress(found.counts["rows"], found.counts["rows"], _words(found))
    while found.state == ImportState.WRITTEN:
        with run.step():
            after = tell_imported(import_id=found.pk, after=run.cursor.get("after", 0))
            run.cursor["after"] = after or run.cursor.get("after", 0)
        if not after:
            break
    run.finish(result_url=_address(found))


@job_kind(UNDO_KIND, title="撤销名单导入")
def undo_roster(run: Run) -> None:
    """Take the import `import` back, for `by`."""
    found = RosterImport.objects.select_related("training_class").get(pk=run.params["import"])
    with run.step():
        undone = undo_import(roster_import=found, by=User.objects.get(pk=run.params["by"]))
        run.progress(1, 1, f"已撤销，保留 {len(undone.left)} 项" if undone.left else "已全部撤销")
    run.finish(result_url=_address(found))


def _words(found: RosterImport) -> str:
    if found.state == ImportState.REFUSED:
        return f"没有导入：{len(found.faults)} 处问题，名单没有改动"
    return f"新增 {found.new} 人，修改 {found.changed} 人，不变 {found.same} 人"


def _address(found: RosterImport) -> str:
    return reverse("classes:roster-import", args=[found.training_class.code, found.pk])


@job_kind(ARRANGE_KIND, title="排本班", queue=SEARCHES)
def arrange_class(run: Run) -> None:
    """A proposal for the sessions of the class `class` that have no place."""
    _propose(run, search_class)


@job_kind(REPLAN_KIND, title="教师请假重排", queue=SEARCHES)
def replan(run: Run) -> None:
    """A proposal for what `teacher` cannot give from `starts_at` to `ends_at`."""
    _propose(run, search_replanning)


def _propose(run: Run, search: Callable[[Mapping[str, Any]], Answer]) -> None:
    """The search has the lease's time for itself; what it found is written in one step."""
    run.progress(0, 1, "正在寻找合适的时间、教师和教室")
    run.renew()
    asked, found = search(run.params)
    with run.step():
        proposal = write_proposal(asked=asked, found=found)
        run.progress(1, 1, proposal.words)
        run.finish(result_url=reverse("classes_proposal", args=[proposal.pk]))
