"""A class from step to step: each by compare-and-swap, with what is missing told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from academy.classes.actions.classes import (
    OvertakenClassError,
    hold_class,
    may_plan,
    swap_class,
)
from academy.classes.actions.events import record_event
from academy.classes.actions.roster import move
from academy.classes.enums import ClassState, EnrolmentState, SessionState
from academy.classes.models import TrainingClass
from academy.classes.notice_kinds import CLASS_ANNOUNCED, CLASS_CHANGED, CLOSING_DUE
from academy.classes.queries.classes import head_teachers_of
from academy.classes.queries.milestones import classes_to_chase, world_of
from academy.classes.rules import access
from academy.classes.rules.life import CLASS_LIFE, can_move, refusal_words
from academy.classes.rules.milestones import missing_for
from academy.core import clock
from academy.core.errors import ActionError
from academy.jobs.actions import enqueue_job
from academy.notices.actions import Message, send_notices
from academy.people.enums import Role
from academy.people.models import Membership, User, standing_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from academy.jobs.models import Job

JUDGE_KIND = "classes.judge"
NEEDS_REASON = {ClassState.CANCELLED, ClassState.PLANNED}


@transaction.atomic
def move_class(
    *,
    training_class: TrainingClass,
    to: ClassState,
    by: User,
    version: int | None = None,
    reason: str = "",
) -> TrainingClass:
    """Let a class take a step of its life. Asked for again when it is there: no change.

    Raises ActionError with everything that is missing, where the step is not the next one, where
    it is not for this person, or where somebody was first.
    """
    _may_move(by, to)
    start = ClassState(training_class.state)
    if start == to:
        return training_class
    if not can_move(CLASS_LIFE, start, to):
        raise ActionError(refusal_words(CLASS_LIFE, start, to))
    if to in NEEDS_REASON and not reason.strip():
        raise ActionError("请写明原因。")
    # The row first: what is missing is asked of a class that nobody else changes now.
    if missing := missing_for(to, world_of(hold_class(training_class))):
        raise ActionError(f"还不能改为“{to.label}”，还差：" + "；".join(missing) + "。")
    swap_class(training_class, training_class.version if version is None else version, state=to)
    record_event(
        training_class=training_class,
        deed=str(to),
        by=by,
        words=to.label,
        reason=reason,
        from_state=start,
        to_state=to,
    )
    for follow in FOLLOWING.get(to, ()):
        follow(training_class, by, reason)
    return training_class


def _may_move(by: User, to: ClassState) -> None:
    if to in {ClassState.APPROVED, ClassState.PLANNED}:
        if not access.can_approve_classes(standing_of(by)):
            raise ActionError("立项由院领导或教务决定。")
        return
    may_plan(by)


# --- What follows a step ---
def _tell_units(found: TrainingClass, by: User, reason: str) -> None:
    """The 调训 notice: one to each manager, of all units with places that they answer for."""
    places: dict[User, list[str]] = {}
    for quota in found.quotas.select_related("organisation"):
        at_or_above = [*quota.organisation.ancestor_paths, quota.organisation.path]
        for person in _nearest_managers(at_or_above):
            places.setdefault(person, []).append(f"{quota.organisation} {quota.places} 人")
    messages = [
        Message(
            person,
            f"调训通知：{found.name}",
            key=f"class:{found.pk}:announced:{person.pk}",
            text=f"名额：{'，'.join(units)}。请在开班前报名。",
            url=reverse("classes:nomination", args=[found.code]),
        )
        for person, units in places.items()
    ]
    send_notices(kind=CLASS_ANNOUNCED, messages=messages)


def _nearest_managers(paths: list[str]) -> list[User]:
    """Those who answer for a unit: its own managers, else those of the unit next above."""
    posts = Membership.objects.current(clock.today()).filter(
        role=Role.ORGANISATION_MANAGER, organisation__path__in=paths, user__is_active=True
    )
    found = list(posts.select_related("user", "organisation").order_by("-organisation__depth"))
    deepest = found[0].organisation.depth if found else 0
    return [post.user for post in found if post.organisation.depth == deepest]


def _tell_trainees(found: TrainingClass, title: str, text: str, key: str) -> None:
    people = User.objects.filter(enrolments__in=found.enrolments.standing())
    url = reverse("classes:class", args=[found.code])
    send_notices(
        kind=CLASS_CHANGED,
        messages=[
            Message(person, title, key=f"class:{found.pk}:{key}:{person.pk}", text=text, url=url)
            for person in people
        ],
    )


def _tell_cancelled(found: TrainingClass, by: User, reason: str) -> None:
    """Everybody whom it concerns: those on the list, staff, teachers, managers of the units."""
    title, text = f"取消：{found.name}", f"原因：{reason}"
    _tell_trainees(found, title, text, "cancelled")
    staff = Q(class_duties__training_class=found) | Q(teacher__sessions__training_class=found)
    people = {*User.objects.filter(staff).exclude(pk=by.pk).distinct()}
    for quota in found.quotas.select_related("organisation"):
        at_or_above = [*quota.organisation.ancestor_paths, quota.organisation.path]
        people.update(_nearest_managers(at_or_above))
    keyed = [
        Message(person, title, key=f"class:{found.pk}:cancelled:{person.pk}", text=text)
        for person in people
    ]
    send_notices(kind=CLASS_CHANGED, messages=keyed)


def _give_back_all(found: TrainingClass, by: User, reason: str) -> None:
    """A class that is not held occupies nothing."""
    from academy.classes.actions.sessions import cancel_session

    for session in found.sessions.filter(state__in=[SessionState.DRAFT, SessionState.CONFIRMED]):
        cancel_session(session=session, reason=f"培训班取消：{reason}", by=by)


def _close_the_list(found: TrainingClass, by: User, reason: str) -> None:
    """Who was at a session has come, registered or not; the others did not take part."""
    left = found.enrolments.filter(state=EnrolmentState.CONFIRMED).select_related("person")
    for enrolment in left:
        was_there = enrolment.attended > 0
        state = EnrolmentState.ARRIVED if was_there else EnrolmentState.WITHDRAWN
        move(enrolment, state, by=by, reason="" if was_there else "未报到")


def _enqueue_judging(found: TrainingClass, by: User, reason: str) -> None:
    enqueue_judging(training_class=found, by=by)


def enqueue_judging(*, training_class: TrainingClass, by: User | None = None) -> Job:
    """Ask for everybody's result; the same job for a class until it has run."""
    return enqueue_job(
        kind=JUDGE_KIND,
        title=f"核算结业：{training_class.name}"[:120],
        params={"class": training_class.pk},
        owner=by,
        idempotency_key=f"{JUDGE_KIND}:{training_class.pk}:{training_class.version}",
    )


def _tell_closed(found: TrainingClass, by: User, reason: str) -> None:
    text = "培训班已归档，学时和结业结论可以查看，够条件的可以领取证书。"
    _tell_trainees(found, f"已归档：{found.name}", text, "closed")


FOLLOWING = {
    ClassState.ANNOUNCED: (_tell_units,),
    ClassState.COMPLETED: (_close_the_list, _enqueue_judging),
    ClassState.CLOSED: (_tell_closed,),
    ClassState.CANCELLED: (_give_back_all, _tell_cancelled),
}


# --- Chased ---
def chase_closing() -> int:
    """Remind those who look after classes that are over and not closed; once a week each.

    Safe to run any number of times. Returns how many were told anew.
    """
    today, messages = clock.today(), list[Message]()
    for found in classes_to_chase(today):
        week = "{}-{}".format(*today.isocalendar()[:2])
        words = f"{found.name}已于 {found.ends_on.month}月{found.ends_on.day}日结束，还没有归档。"
        missing = missing_for(_next_of(found), world_of(found))
        text = words + (f"还差：{'；'.join(missing)}。" if missing else "条件已齐，请办理。")
        messages += [
            Message(
                person,
                f"请归档：{found.name}",
                key=f"class:{found.pk}:chase:{week}:{person.pk}",
                text=text,
                url=reverse("classes:papers", args=[found.code]),
            )
            for person in _keepers(found)
        ]
    return send_notices(kind=CLOSING_DUE, messages=messages)


def _next_of(found: TrainingClass) -> ClassState:
    return CLASS_LIFE[ClassState(found.state)][0]


def _keepers(found: TrainingClass) -> QuerySet[User]:
    office = User.objects.holding(Role.ADMINISTRATOR)
    heads = User.objects.filter(pk__in=head_teachers_of(found))
    keepers: QuerySet[User] = (office | heads).filter(is_active=True).distinct()
    return keepers


__all__ = ["JUDGE_KIND", "OvertakenClassError", "chase_closing", "enqueue_judging", "move_class"]
