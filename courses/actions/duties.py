"""Everybody's duties: in step with what is required, closed when done, reminded of in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from academy.core import clock
from academy.jobs.actions import enqueue_job
from academy.jobs.models import Job
from academy.notices.actions import Message, send_notices
from courses import rules
from courses.enums import DutyState
from courses.models import RequiredStudy, StudyDuty
from courses.notice_kinds import DUTY_ASSIGNED, DUTY_CHANGED, DUTY_REMINDER
from courses.queries.duties import (
    audience,
    duties_to_remind,
    finished_at,
    is_in_step,
    misdated,
    newcomers,
    returners,
    strays,
)

if TYPE_CHECKING:
    from academy.people.models import User

BATCH = 500
JOB_KIND = "courses.keep_duties"
REMIND_KIND = "courses.remind_duties"


def enqueue_keeping(required: RequiredStudy, occasion: str, owner: User | None = None) -> Job:
    """Ask for the job that brings everybody's duties in step, once for each `occasion`."""
    return enqueue_job(
        kind=JOB_KIND,
        title=f"必学名单：{required}"[:120],
        params={"required": required.pk},
        owner=owner,
        idempotency_key=f"{JOB_KIND}:{required.pk}:{occasion}",
    )


def hold(required_id: int) -> RequiredStudy:
    """The requirement as it stands, held until the transaction ends: changes wait for a batch."""
    held: RequiredStudy = RequiredStudy.objects.select_for_update().get(pk=required_id)
    return held


@transaction.atomic
def adjust_duties(*, required_id: int) -> int:
    """One batch of bringing the duties in step with the requirement; how many rows it touched.

    0: all is in step. Each batch looks for what is wrong still, so it may be stopped anywhere,
    called again, and called twice at once.
    """
    required = hold(required_id)
    for adjust in _adjustments(required):
        if count := adjust(required):
            return count
    # What was completed while the last batch was under way.
    settle_duties(duties=required.duties.open())
    return 0


def _adjustments(required: RequiredStudy) -> list[Callable[[RequiredStudy], int]]:
    return [_drop] if required.withdrawn_at else [_create, _reopen, _follow, _redate]


def _create(required: RequiredStudy) -> int:
    """Duties of those who have none; told are those who have not done it already."""
    posts: dict[int, int] = {}
    for person_id, unit_id in newcomers(required).values_list("user_id", "organisation_id")[:BATCH]:
        posts.setdefault(person_id, unit_id)
    StudyDuty.objects.bulk_create(
        [
            StudyDuty(
                required=required,
                person_id=person_id,
                organisation_id=unit_id,
                due_at=required.due_at,
            )
            for person_id, unit_id in posts.items()
        ]
    )
    made = required.duties.filter(person__in=posts)
    settle_duties(duties=made)
    title = f"必学：{required}，{_day(required.due_on)}前完成"
    text = f"由{required.target}安排。{required.note}"
    _tell(DUTY_ASSIGNED, made.open(), "assigned", title, text)
    return len(posts)


def _reopen(required: RequiredStudy) -> int:
    """Those who came back."""
    return _put_in_place(required, list(returners(required)[:BATCH]))


def _follow(required: RequiredStudy) -> int:
    """Those who are concerned through another unit now, and those who left."""
    return _put_in_place(required, list(strays(required)[:BATCH]))


def _put_in_place(required: RequiredStudy, duties: list[StudyDuty]) -> int:
    """The unit each person is in now; who is in none is no longer concerned."""
    people = [duty.person_id for duty in duties]
    posts = audience(required.target).filter(user_id__in=people).order_by("-pk")
    units = dict(posts.values_list("user_id", "organisation_id"))
    for duty in duties:
        is_there = duty.person_id in units
        duty.organisation_id = units.get(duty.person_id, duty.organisation_id)
        duty.state = DutyState.OPEN if is_there else DutyState.WITHDRAWN
    StudyDuty.objects.bulk_update(duties, ["organisation", "state"])
    return len(duties)


def _redate(required: RequiredStudy) -> int:
    """A deadline that was moved."""
    ids = list(misdated(required).values_list("pk", flat=True)[:BATCH])
    moved = StudyDuty.objects.filter(pk__in=ids)
    moved.update(due_at=required.due_at)
    title = f"必学：{required}改为 {_day(required.due_on)}前完成"
    # Rows and words are one transaction: a deadline that comes back is told again, none twice.
    _tell(DUTY_CHANGED, moved, f"due:{clock.now().isoformat()}", title, required.note)
    return len(ids)


def _drop(required: RequiredStudy) -> int:
    """A requirement that was withdrawn."""
    ids = list(required.duties.open().order_by("pk").values_list("pk", flat=True)[:BATCH])
    dropped = StudyDuty.objects.filter(pk__in=ids)
    dropped.update(state=DutyState.WITHDRAWN)
    text = f"{required.target}撤回了这项必学。原因：{required.withdrawal}"
    _tell(DUTY_CHANGED, dropped, "withdrawn", f"不再要求：{required}", text)
    return len(ids)


def _tell(kind: str, duties: QuerySet[StudyDuty], occasion: str, title: str, text: str) -> None:
    told = duties.select_related("person")
    send_notices(kind=kind, messages=[_message(duty, occasion, title, text) for duty in told])


def _message(duty: StudyDuty, occasion: str, title: str, text: str = "") -> Message:
    """`occasion` is what happens once to a duty: the same is never told twice."""
    return Message(
        person=duty.person,
        title=title,
        text=text,
        url=reverse("courses:duty", args=[duty.pk]),
        key=f"duty:{duty.pk}:{occasion}",
    )


def _day(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"


def settle_duties(*, duties: QuerySet[StudyDuty]) -> int:
    """Close those of `duties` that are open and whose study is completed, in one statement."""
    finished = duties.filter(state=DutyState.OPEN).alias(finished=finished_at())
    return finished.filter(finished__isnull=False).update(
        state=DutyState.DONE, done_at=finished_at()
    )


def sweep_duties() -> int:
    """Ask for a job wherever people came, went or moved, until the deadline; how many."""
    now = clock.now()
    current = RequiredStudy.objects.current(now).select_related("organisation", "training_class")
    wrong = [required for required in current if not is_in_step(required)]
    for required in wrong:
        enqueue_keeping(required, f"sweep:{now:%Y-%m-%dT%H}")
    return len(wrong)


# --- Reminders ---
def enqueue_reminders() -> Job:
    """Ask for today's reminders, once."""
    day = f"{clock.today()}"
    return enqueue_job(
        kind=REMIND_KIND, params={"day": day}, idempotency_key=f"{REMIND_KIND}:{day}"
    )


@transaction.atomic
def remind_people(*, day: dt.date, after: int) -> int:
    """Remind a batch of people of deadlines near `day`: those with duties numbered above `after`.

    Returns the last number it looked at, 0 when there were none. Nobody is reminded of the same
    twice, see `rules.reminder_for`.
    """
    duties = list(duties_to_remind(day, settings.STUDY_REMINDER_DAYS, after)[:BATCH])
    reminders = ((duty, _reminder(duty, day)) for duty in duties)
    send_notices(kind=DUTY_REMINDER, messages=[message for _, message in reminders if message])
    return duties[-1].pk if duties else 0


def _reminder(duty: StudyDuty, day: dt.date) -> Message | None:
    assigned_on = clock.local_date(duty.assigned_at)
    days = rules.reminder_for(duty.due_on, assigned_on, day, settings.STUDY_REMINDER_DAYS)
    if days is None:
        return None
    title = f"必学：{duty.required}{rules.days_words(duty.due_on, day)}"
    return _message(duty, f"{duty.due_on}:{days}", title, f"请在 {_day(duty.due_on)}前完成。")
