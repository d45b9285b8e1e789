"""Taking back an import: exactly what it wrote, as far as nothing rests on it yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.db.models import F

from academy.classes.actions.classes import hold_class
from academy.classes.actions.events import record_event
from academy.classes.actions.imports import own_import, reach_of
from academy.classes.actions.roster_notices import tell_taken_back
from academy.classes.enums import ClassPost, EnrolmentState, ImportState, RosterChange
from academy.classes.models import ClassGroup, Enrolment, RosterImport, RosterImportRow
from academy.core import clock
from academy.core.errors import ActionError
from academy.core.queries import pointed_at
from academy.jobs.actions import enqueue_job
from academy.notices.models import Digest, Notice
from academy.people.actions import end_membership, remove_unused_trainees
from academy.people.enums import Role
from academy.people.models import Membership, User, within

if TYPE_CHECKING:
    from academy.jobs.models import Job

UNDO_KIND = "classes.undo_roster"
BATCH = 500
CHANGED_SINCE = "后来又改过"
IN_USE = "已有考勤、请假或办理记录"
ACCOUNT_IN_USE = "不再在名单上；账号已经启用或另有记录，保留"
T = TypeVar("T")
Left = list[tuple[int, str, str]]


@transaction.atomic
def ask_undo(*, roster_import: RosterImport, by: User) -> Job:
    """Have an import taken back by a job; asked before: the same job."""
    found = own_import(roster_import, by)
    _can_be_undone(found, by)
    return enqueue_job(
        kind=UNDO_KIND,
        title=f"撤销导入：{found.training_class}"[:120],
        params={"import": found.pk, "by": by.pk},
        owner=by,
        idempotency_key=f"{UNDO_KIND}:{found.pk}",
    )


@transaction.atomic
def undo_import(*, roster_import: RosterImport, by: User) -> RosterImport:
    """Take back what an import wrote; `left` of the import says what was kept and why.

    New places on the list go where nothing points at them and nobody changed them since; changed
    ones get their group and post back; accounts it made go where nobody ever signed in or used
    them; posts it gave end. Undone before: no change.
    """
    own_import(roster_import, by)
    found = RosterImport.objects.select_for_update(no_key=True).get(pk=roster_import.pk)
    if found.state == ImportState.UNDONE:
        return found
    found.training_class = hold_class(found.training_class)
    _can_be_undone(found, by)
    left: Left = []
    rows = list(found.rows.select_related("enrolment", "person"))
    made = [row for row in rows if row.change != RosterChange.CHANGED]
    gone = _remove_places(made, left)
    _restore([row for row in rows if row.change == RosterChange.CHANGED], left)
    _remove_people(found, gone, left)
    empty = ClassGroup.objects.filter(training_class_id=found.training_class_id, members=None)
    empty.filter(number__in=found.groups).delete()
    return _settle(found, len(gone), left, by)


def _can_be_undone(found: RosterImport, by: User) -> None:
    """Raises ActionError, also for those who may not import the same any more."""
    if found.state not in {ImportState.WRITTEN, ImportState.UNDONE}:
        raise ActionError("这次导入没有写入名单，不用撤销。")
    managed = reach_of(found.training_class, by)
    if managed is None:
        return
    listed = found.rows.filter(enrolment__isnull=False)
    if listed.exclude(within(managed, "enrolment__organisation__path")).exists():
        raise ActionError("名单里有您不再管理的单位的人，请联系学院教务处撤销。")


def _settle(found: RosterImport, count: int, left: Left, by: User) -> RosterImport:
    found.state, found.undone_at = ImportState.UNDONE, clock.now()
    found.left = sorted(left)
    found.save(update_fields=["state", "undone_at", "left"])
    words = f"撤销导入“{found.name[-60:]}”：移出名单 {count} 人，保留 {len(left)} 项"
    record_event(training_class=found.training_class, deed="import_undone", by=by, words=words)
    return found


def _remove_places(rows: Sequence[RosterImportRow], left: Left) -> list[RosterImportRow]:
    """Delete the places that nothing rests on; the rows whose place is gone."""
    ids = [row.enrolment_id for row in rows if row.enrolment_id]
    used = pointed_at(ids, Enrolment, besides=[RosterImportRow])
    gone = []
    for row in rows:
        if row.enrolment is None:
            continue
        if row.enrolment_id in used:
            left.append((row.number, f"{row.person}", IN_USE))
        elif row.enrolment.version != row.version:
            left.append((row.number, f"{row.person}", CHANGED_SINCE))
        else:
            gone.append(row)
    _end_posts(row for row in gone if row.made_post)
    for part in _batches(gone):
        Enrolment.objects.filter(pk__in=[row.enrolment_id for row in part]).delete()
    return gone


def _end_posts(rows: Iterable[RosterImportRow]) -> None:
    for row in rows:
        if row.enrolment is None or row.person is None:
            continue
        posts = Membership.objects.current(clock.today()).filter(
            user=row.person,
            organisation_id=row.enrolment.organisation_id,
            role=Role.TRAINEE,
        )
        for post in posts:
            end_membership(membership=post)


def _restore(rows: Iterable[RosterImportRow], left: Left) -> None:
    """Give group and post back, by compare-and-swap."""
    for row in rows:
        groups = ClassGroup.objects.filter(
            training_class_id=row.roster_import.training_class_id, number=row.group_before or 0
        )
        same = Enrolment.objects.filter(pk=row.enrolment_id or 0, version=row.version)
        if not same.update(group=groups.first(), post=row.post_before, version=F("version") + 1):
            post = ClassPost(row.post_before).label if row.post_before else "无"
            words = f"{CHANGED_SINCE}；导入前：小组 {row.group_before or '无'}，班委 {post}"
            left.append((row.number, f"{row.person}", words))


def _remove_people(found: RosterImport, gone: Sequence[RosterImportRow], left: Left) -> None:
    """Delete accounts that nobody used; tell the others that they are off the list."""
    names = {row.person_id: (row.number, f"{row.person}") for row in gone if row.person_id}
    fresh = [row.person_id for row in gone if row.change == RosterChange.NEW_PERSON]
    made = [pk for pk in fresh if pk]
    kept = remove_unused_trainees(ids=made, besides=[RosterImportRow, Notice, Digest])
    left += [(*names[pk], ACCOUNT_IN_USE) for pk in kept]
    told = {row.person_id for row in gone if _was_told(row)}
    staying = [pk for pk in names if pk in told and (pk in kept or pk not in set(made))]
    for part in _batches(staying):
        people = User.objects.filter(pk__in=part)
        tell_taken_back(found.training_class, people, f"classes.import_undone:{found.pk}")


def _was_told(row: RosterImportRow) -> bool:
    """Who was only nominated has heard nothing of it."""
    return row.enrolment is not None and row.enrolment.state == EnrolmentState.CONFIRMED


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
