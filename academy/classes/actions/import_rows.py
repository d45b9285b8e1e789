"""What an import writes: accounts, posts, groups, places on the list, and a row for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import F

from academy.classes.actions.events import record_event
from academy.classes.enums import EnrolmentState, RosterChange
from academy.classes.models import ClassGroup, Enrolment, RosterImportRow
from academy.classes.queries.imports import Plan, is_agreed_at_once
from academy.classes.rules.quotas import governing
from academy.core.errors import ActionError
from academy.people.actions import NewTrainee, grant_trainee_posts, register_trainees

if TYPE_CHECKING:
    from academy.classes.models import RosterImport
    from academy.classes.rules.quotas import Places
    from academy.classes.rules.roster_plan import Line

BATCH = 500


def write_rows(
    found: RosterImport,
    plan: Plan,
    managed: tuple[str, ...] | None,
    quotas: Sequence[Places],
) -> None:
    """Write a plan without faults, and the rows that an undo goes by.

    Call it while the class is held, in the transaction that settles the import.
    """
    numbers = {line.group for line in plan.lines if line.group}
    groups = _groups(found, numbers)
    new = [line for line in plan.lines if line.place is None]
    posts = _posts_for(new, managed)
    people = _people(new)
    made = Enrolment.objects.bulk_create(
        [
            Enrolment(
                training_class_id=found.training_class_id,
                person_id=people[line.row.number],
                organisation_id=line.home.pk,
                state=_state(line, managed, quotas),
                group_id=groups.get(line.group or 0),
                post=line.post,
                nominated_by=found.by,
            )
            for line in new
        ],
        batch_size=BATCH,
    )
    rows = [_row(found, *pair, posts) for pair in zip(new, made, strict=True)]
    changed = [line for line in plan.lines if line.change == RosterChange.CHANGED]
    rows += [_change(found, line, groups) for line in changed]
    RosterImportRow.objects.bulk_create(rows, batch_size=BATCH)
    if rows:
        words = f"导入名单“{found.name[-60:]}”：列入 {len(new)} 人，修改 {len(changed)} 人"
        record_event(
            training_class=found.training_class, deed="roster_imported", by=found.by, words=words
        )


def _groups(found: RosterImport, numbers: set[int]) -> dict[int, int]:
    """Groups of the class by number; those that are missing are made."""
    there = ClassGroup.objects.filter(training_class_id=found.training_class_id)
    missing = sorted(numbers - set(there.values_list("number", flat=True)))
    ClassGroup.objects.bulk_create(
        ClassGroup(training_class_id=found.training_class_id, number=n) for n in missing
    )
    found.groups = missing
    return dict(there.values_list("number", "pk"))


def _people(new: Sequence[Line]) -> dict[int, int]:
    """Who each row is about, by its number; accounts are made where there are none."""
    fresh = [line for line in new if line.person is None]
    users = register_trainees(
        people=[
            NewTrainee(
                account=line.row.sign_in_name,
                name=line.row.name,
                organisation_id=line.home.pk,
                phone=line.row.phone,
            )
            for line in fresh
        ]
    )
    known = {line.row.number: line.person.pk for line in new if line.person}
    made = {line.row.number: user.pk for line, user in zip(fresh, users, strict=True)}
    return known | made


def _posts_for(new: Sequence[Line], managed: tuple[str, ...] | None) -> set[int]:
    """Make those with an account who are trainees nowhere trainees of their unit.

    Only the academy: a unit that could take up anybody would get hold of their password.
    """
    if managed is not None:
        return set()
    lines = [line for line in new if line.person and not line.person.is_trainee]
    units = {line.person.pk: line.home.pk for line in lines if line.person}
    grant_trainee_posts(units=units)
    return set(units)


def _state(line: Line, managed: tuple[str, ...] | None, quotas: Sequence[Places]) -> EnrolmentState:
    if managed is None:
        return EnrolmentState.CONFIRMED
    quota = governing(line.home.path, quotas)
    agreed = quota is not None and is_agreed_at_once(quota, managed)
    return EnrolmentState.APPROVED if agreed else EnrolmentState.NOMINATED


def _row(found: RosterImport, line: Line, enrolment: Enrolment, posts: set[int]) -> RosterImportRow:
    return RosterImportRow(
        roster_import=found,
        number=line.row.number,
        change=line.change,
        enrolment=enrolment,
        person_id=enrolment.person_id,
        made_post=enrolment.person_id in posts,
    )


def _change(found: RosterImport, line: Line, groups: Mapping[int, int]) -> RosterImportRow:
    """Group and post of somebody on the list, by compare-and-swap."""
    place = line.place
    if place is None:
        raise TypeError("only a place on the list changes")
    fields: dict[str, Any] = {"post": line.post or place.post}
    if line.group:
        fields["group_id"] = groups[line.group]
    rows = Enrolment.objects.filter(pk=place.pk, version=place.version)
    if not rows.update(**fields, version=F("version") + 1):
        raise ActionError(f"第 {line.row.number} 行的{line.row.name}刚刚有人改过，请重新上传。")
    return RosterImportRow(
        roster_import=found,
        number=line.row.number,
        change=line.change,
        enrolment_id=place.pk,
        person_id=line.person.pk if line.person else None,
        version=place.version + 1,
        group_before=place.group,
        post_before=place.post,
    )
