"""Requiring study of units and classes: what managers and head teachers do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from academy.core import clock
from academy.core.errors import ActionError
from academy.jobs.actions import enqueue_job
from academy.learning.places import place_of
from academy.people.models import standing_of
from courses.actions.duties import enqueue_keeping, hold
from courses.enums import CourseForm
from courses.models import RequiredStudy
from courses.queries.targets import refusal

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from academy.classes.models import TrainingClass
    from academy.jobs.models import Job
    from academy.learning.models import Activity
    from academy.people.models import Organisation, User
    from courses.models import CoursePage
    from courses.queries.targets import Target

EXPORT_KIND = "courses.export_list"
NOBODY = "请选择给哪个单位或培训班安排。"
CLASS_OVER = "这个培训班已经结束，不能再安排必学。"
PAST = "截止日期不能早于今天。"
NOT_ONLINE = "只能安排已经发布、可以在网上选的课程。"
NOWHERE = "这项学习活动现在没有地方可做，请先把它放进课程并发布。"


class FormUsedError(ActionError):
    """The form's key stands for something else: what was asked for now is not arranged."""

    def __init__(self, made: RequiredStudy) -> None:
        day = f"{made.due_on.year}年{made.due_on.month}月{made.due_on.day}日"
        what = f"{made.target}{made}，{day}前完成"
        super().__init__(f"这张表单已经用过（{what}{'，后来撤回' if made.withdrawn_at else ''}）。")


@transaction.atomic
def require_study(
    *,
    by: User,
    due_on: dt.date,
    key: UUID,
    organisation: Organisation | None = None,
    training_class: TrainingClass | None = None,
    course: CoursePage | None = None,
    activity: Activity | None = None,
    note: str = "",
) -> tuple[RequiredStudy, Job]:
    """Require a course or an activity of a unit and all below it or of a class, by a day's end.

    The job writes everybody's duty and tells them. The same `key` gives what was made before,
    and is refused where anything else is asked for under it.
    """
    _may_require(by, organisation or training_class)
    if training_class and training_class.is_over:
        raise ActionError(CLASS_OVER)
    _can_be_done(by, course, activity)
    if due_on < clock.today():
        raise ActionError(PAST)
    values = {
        "organisation_id": organisation and organisation.pk,
        "training_class_id": training_class and training_class.pk,
        "course_id": course and course.pk,
        "activity_id": activity and activity.pk,
        "due_at": clock.end_of(due_on),
        "note": note.strip(),
        "assigned_by_id": by.pk,
    }
    made, is_new = RequiredStudy.objects.get_or_create(key=key, defaults=values)
    if is_new:
        log(instance=made, action="courses.require_study", user=by)
    elif made.withdrawn_at or any(getattr(made, name) != value for name, value in values.items()):
        raise FormUsedError(made)
    return made, enqueue_keeping(made, "assigned", by)


@transaction.atomic
def move_deadline(*, required: RequiredStudy, due_on: dt.date, by: User) -> Job | None:
    """Another last day. Those who have not done it are told by the job; None: it is that day."""
    held = _held_by_manager(required, by)
    if held.withdrawn_at:
        raise ActionError("这项必学已经撤回，不能再改。")
    if due_on < clock.today():
        raise ActionError(PAST)
    if due_on == held.due_on:
        return None
    held.due_at = clock.end_of(due_on)
    held.save(update_fields=["due_at"])
    log(instance=held, action="courses.move_deadline", user=by, data={"due_on": f"{due_on}"})
    return enqueue_keeping(held, f"due:{due_on}:{clock.now().isoformat()}", by)


@transaction.atomic
def withdraw_study(*, required: RequiredStudy, reason: str, by: User) -> Job:
    """It is no longer required of anybody. What was done stays done; the others are told why.

    A second time changes nothing.
    """
    held = _held_by_manager(required, by)
    if not reason.strip():
        raise ActionError("请写明撤回的原因，学员会看到。")
    if held.withdrawn_at is None:
        held.withdrawn_at, held.withdrawn_by = clock.now(), by
        held.withdrawal = reason.strip()[:200]
        held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal"])
        data = {"reason": held.withdrawal}
        log(instance=held, action="courses.withdraw_study", user=by, data=data)
    return enqueue_keeping(held, "withdrawn", by)


def export_list(*, required: RequiredStudy, unit: Organisation | None, state: str, by: User) -> Job:
    """Ask for the people as a table, filtered as on the page, as far as `by` may see them.

    Pressed twice within a minute it is one job.
    """
    params = {"required": required.pk, "unit": unit and unit.pk, "state": state, "viewer": by.pk}
    wanted = ":".join(str(value) for value in params.values())
    return enqueue_job(
        kind=EXPORT_KIND,
        title=f"导出必学名单：{required}"[:120],
        params=params,
        owner=by,
        idempotency_key=f"{EXPORT_KIND}:{wanted}:{clock.now():%Y-%m-%dT%H:%M}",
    )


def _held_by_manager(required: RequiredStudy, by: User) -> RequiredStudy:
    _may_require(by, required.target)
    return hold(required.pk)


def _can_be_done(by: User, course: CoursePage | None, activity: Activity | None) -> None:
    if course and (not course.live or course.form == CourseForm.OFFLINE):
        raise ActionError(NOT_ONLINE)
    if activity and (not activity.live or place_of(by, activity.pk) is None):
        raise ActionError(NOWHERE)


def _may_require(by: User, target: Target | None) -> None:
    if words := refusal(target, standing_of(by)) if target else NOBODY:
        raise ActionError(words)
