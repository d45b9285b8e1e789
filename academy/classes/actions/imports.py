"""Rosters that come as files: checked, confirmed, written by a job.

    start_import → (the person looks at it) → confirm_import → job: write_import, tell_imported

All or nothing: the job judges every row again while it holds the class, and writes everything in
one transaction together with the import's own state. A worker that dies in between has written
nothing, and the next one finds the import still waiting; one that dies afterwards has only
messages left to send, whose keys make each arrive once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import transaction

from academy.classes.actions.classes import hold_class
from academy.classes.actions.import_rows import write_rows
from academy.classes.actions.roster import OVER
from academy.classes.actions.roster_notices import tell_confirmed, tell_of_nominations
from academy.classes.enums import ClassState, EnrolmentState, ImportState, RosterChange
from academy.classes.models import RosterImport
from academy.classes.queries.imports import (
    Plan,
    as_json,
    plan_import,
    read_file,
)
from academy.classes.queries.roster import offered_classes, quotas_of
from academy.classes.rules import access
from academy.classes.rules.roster import Fault
from academy.core import clock
from academy.core.errors import ActionError
from academy.jobs.actions import enqueue_job
from academy.people.models import standing_of

if TYPE_CHECKING:
    from academy.classes.models import TrainingClass
    from academy.classes.rules.roster import Reading
    from academy.jobs.models import Job
    from academy.people.models import User

IMPORT_KIND = "classes.import_roster"
BATCH = 500
# Files with people's names and numbers are not kept longer.
KEPT = dt.timedelta(days=30)
OPEN_NOW = "这个班现在不接受单位报名：报名已经结束，或者还没有开始。"
NOT_YOURS = "只有教务，以及在这个班有名额的单位的管理员可以导入名单。"


def reach_of(training_class: TrainingClass, by: User | None) -> tuple[str, ...] | None:
    """The tree places that `by` may import for; None: all of them, as the academy itself.

    Raises ActionError where it is none, or where the list is closed.
    """
    standing = standing_of(by) if by else None
    if standing is None or access.can_plan(standing):
        if training_class.state in OVER:
            raise ActionError(f"这个班{training_class.get_state_display()}，名单不能再改。")
        return None
    if not (by and offered_classes(by).filter(pk=training_class.pk).exists()):
        raise ActionError(NOT_YOURS)
    if training_class.state != ClassState.ANNOUNCED:
        raise ActionError(OPEN_NOW)
    return standing.managed_paths


def check_import(*, training_class: TrainingClass, content: bytes, by: User | None) -> Plan:
    """What a file would do; nothing is written."""
    managed = reach_of(training_class, by)
    return plan_import(training_class, read_file(content), managed=managed)


@transaction.atomic
def start_import(
    *, training_class: TrainingClass, content: bytes, name: str, by: User | None
) -> RosterImport:
    """Keep a file and what it would do, faults and all; the list is not touched.

    Files of long ago are deleted on the way.
    """
    plan = check_import(training_class=training_class, content=content, by=by)
    made = RosterImport(
        training_class=training_class,
        name=name[-160:],
        digest=hashlib.sha256(content).hexdigest(),
        by=by,
        **_told(plan),
    )
    made.file.save(f"{uuid4()}.xlsx", ContentFile(content), save=False)
    made.save()
    _forget_old_files()
    return made


@transaction.atomic
def confirm_import(*, roster_import: RosterImport, by: User) -> Job:
    """Have a checked file without faults written by a job; confirmed before: the same job."""
    found = own_import(roster_import, by)
    if found.job:
        return found.job
    begin_import(roster_import=found, by=by)
    found.job = enqueue_job(
        kind=IMPORT_KIND,
        title=f"导入名单：{found.training_class}"[:120],
        params={"import": found.pk},
        owner=by,
        idempotency_key=f"{IMPORT_KIND}:{found.pk}",
    )
    found.save(update_fields=["job"])
    return found.job


@transaction.atomic
def begin_import(*, roster_import: RosterImport, by: User | None) -> None:
    """Let it be written: not with faults, not once it was settled."""
    reach_of(roster_import.training_class, by)
    if roster_import.faults:
        raise ActionError("文件里还有问题没有改，不能导入。请改好后重新上传。")
    waiting = RosterImport.objects.filter(pk=roster_import.pk, state=ImportState.CHECKED)
    if not waiting.update(state=ImportState.CONFIRMED, confirmed_at=clock.now()):
        raise ActionError("这个文件已经处理过了，请刷新页面查看结果。")


@transaction.atomic
def write_import(*, import_id: int, reading: Reading) -> RosterImport:
    """Write a confirmed import as a whole, or refuse it as a whole; written before: no change.

    Every row is judged once more, now that nobody else can write to the list.
    """
    found = RosterImport.objects.select_for_update(no_key=True).get(pk=import_id)
    if found.state != ImportState.CONFIRMED:
        return found
    held = hold_class(found.training_class)
    quotas = quotas_of(held, lock=True)
    try:
        managed = reach_of(held, found.by)
        plan = plan_import(held, reading, managed=managed)
    except ActionError as refusal:
        managed, plan = None, Plan(faults=[Fault(0, "", refusal.message)])
    if plan.faults:
        return _settle(found, plan, ImportState.REFUSED)
    write_rows(found, plan, managed, quotas)
    return _settle(found, plan, ImportState.WRITTEN)


def tell_imported(*, import_id: int, after: int = 0) -> int:
    """Tell the next batch of those an import put on the list; where to go on, 0 at the end."""
    found = RosterImport.objects.select_related("training_class").get(pk=import_id)
    rows = found.rows.filter(number__gt=after, enrolment__isnull=False)
    rows = rows.filter(change__in=[RosterChange.NEW_PERSON, RosterChange.NEW])
    batch = list(
        rows.select_related(
            "enrolment__person", "enrolment__organisation", "enrolment__training_class"
        )[:BATCH]
    )
    listed = [row.enrolment for row in batch if row.enrolment]
    tell_confirmed(each for each in listed if each.state == EnrolmentState.CONFIRMED)
    tell_of_nominations(listed, quotas_of(found.training_class))
    return batch[-1].number if batch else 0


def own_import(roster_import: RosterImport, by: User) -> RosterImport:
    """The import as it is now, for those who may see it."""
    found = RosterImport.objects.visible_to(by).filter(pk=roster_import.pk).first()
    if found is None:
        raise ActionError("只有上传的人和教务可以处理这个文件。")
    return found


def _told(plan: Plan) -> dict[str, Any]:
    return {
        "counts": plan.counts,
        "faults": as_json(plan.faults),
        "warnings": as_json(plan.warnings),
        "changes": as_json(plan.changes),
    }


def _settle(found: RosterImport, plan: Plan, state: ImportState) -> RosterImport:
    for name, value in _told(plan).items():
        setattr(found, name, value)
    found.state, found.written_at = state, clock.now()
    found.save()
    return found


def _forget_old_files() -> None:
    """Delete the files of imports that nobody needs any more; what they did stays on record."""
    old = RosterImport.objects.filter(created_at__lt=clock.now() - KEPT).exclude(file="")
    for each in old.exclude(state=ImportState.CONFIRMED)[:BATCH]:
        each.file.delete(save=False)
        RosterImport.objects.filter(pk=each.pk).update(file="")
