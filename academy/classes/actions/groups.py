"""Groups of a class and the posts its trainees hold. By whoever keeps the class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from academy.classes.actions.classes import hold_class
from academy.classes.actions.events import record_event
from academy.classes.actions.roster import OVER, ListOvertakenError
from academy.classes.enums import ClassPost
from academy.classes.models import ClassGroup, Enrolment
from academy.classes.queries.classes import head_teachers_of
from academy.classes.rules import access
from academy.classes.rules.quotas import dealt_out
from academy.core.errors import ActionError
from academy.people.models import standing_of

if TYPE_CHECKING:
    from academy.classes.models import TrainingClass
    from academy.people.models import User

NOT_YOURS = "只有教务和本班班主任可以分组、安排班委。"


@transaction.atomic
def assign_place(
    *, enrolment: Enrolment, group: int | None, post: str, by: User, version: int | None = None
) -> Enrolment:
    """Give somebody a group (by number; it is made where there is none) and a post, or take them.

    As it is already: no change. Where somebody was first nothing changes and they are named.
    """
    held = _kept_by(enrolment.training_class, by)
    enrolment.refresh_from_db()
    wanted = _group(held, group)
    if (enrolment.group_id, enrolment.post) == (wanted.pk if wanted else None, post):
        return enrolment
    rows = Enrolment.objects.standing().filter(
        pk=enrolment.pk, version=enrolment.version if version is None else version
    )
    if not rows.update(group=wanted, post=post, version=F("version") + 1):
        raise ListOvertakenError(enrolment)
    enrolment.refresh_from_db()
    label = ClassPost(post).label if post else "无"
    words = f"{enrolment.person}：{wanted or '不分组'}，班委 {label}"
    record_event(enrolment=enrolment, deed="placed_in_class", by=by, words=words)
    return enrolment


@transaction.atomic
def form_groups(*, training_class: TrainingClass, count: int, by: User) -> int:
    """Divide those expected into `count` groups of even size, units mixed; how many people.

    Who sits in a group already is dealt anew; groups beyond `count` go where they are empty.
    """
    held = _kept_by(training_class, by)
    if count < 1:
        raise ActionError("至少分成 1 个组。")
    people = list(held.enrolments.expected().values_list("pk", flat=True))
    if len(people) < count:
        raise ActionError(f"已确认的学员只有 {len(people)} 人，分不成 {count} 个组。")
    for number, ids in enumerate(dealt_out(people, count), start=1):
        group = _group(held, number)
        Enrolment.objects.filter(pk__in=ids).exclude(group=group).update(
            group=group, version=F("version") + 1
        )
    held.groups.filter(number__gt=count, members=None).delete()
    words = f"分成 {count} 个组，共 {len(people)} 人"
    record_event(training_class=held, deed="grouped", by=by, words=words)
    return len(people)


def _kept_by(training_class: TrainingClass, by: User) -> TrainingClass:
    held = hold_class(training_class)
    if not access.can_keep_class(standing_of(by), head_teachers_of(held)):
        raise ActionError(NOT_YOURS)
    if held.state in OVER:
        raise ActionError(f"这个班{held.get_state_display()}，名单不能再改。")
    return held


def _group(training_class: TrainingClass, number: int | None) -> ClassGroup | None:
    if number is None:
        return None
    group, _ = ClassGroup.objects.get_or_create(training_class=training_class, number=number)
    return group
