"""Who completed a class: everybody judged by its programme, once it is over."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from academy.certification.queries import evaluate_programme
from academy.classes.actions.classes import hold_class, may_keep
from academy.classes.actions.events import record_event
from academy.classes.enums import ClassState, EnrolmentState
from academy.classes.models import Enrolment, TrainingClass
from academy.core.errors import ActionError
from academy.people.models import User

BATCH = 20


@transaction.atomic
def judge_people(*, training_class: TrainingClass) -> int:
    """Judge the next few of those who came and have no result yet; returns how many.

    0: everybody has one. May be stopped anywhere and repeated.
    """
    waiting = training_class.enrolments.filter(state=EnrolmentState.ARRIVED)
    batch = list(waiting.select_related("person").order_by("pk")[:BATCH])
    for enrolment in batch:
        enrolment.training_class = training_class
        _judge(enrolment)
    return len(batch)


def _judge(enrolment: Enrolment) -> None:
    programme = enrolment.training_class.programme
    unmet: list[str] = []
    if programme:
        found = evaluate_programme(programme, enrolment.person, enrolment.training_class)
        unmet = [f"{part.wanted}（{part.own}）" for part in found.parts if not part.met]
    state = EnrolmentState.NOT_COMPLETED if unmet else EnrolmentState.COMPLETED
    _swap(enrolment, EnrolmentState.ARRIVED, state, reason="；".join(unmet)[:200])


def _swap(enrolment: Enrolment, before: str, after: str, *, reason: str) -> bool:
    rows = Enrolment.objects.filter(pk=enrolment.pk, state=before)
    return bool(rows.update(state=after, reason=reason, version=F("version") + 1))


def judge_after_correction(*, enrolment: Enrolment, by: User) -> Enrolment | None:
    """Judge somebody anew whose roll was put right after the class was over; None: no result yet.

    A class that is closed keeps its results.
    """
    found = Enrolment.objects.select_related("training_class").get(pk=enrolment.pk)
    is_time = found.training_class.state == ClassState.COMPLETED
    has_result = found.state in {EnrolmentState.COMPLETED, EnrolmentState.NOT_COMPLETED}
    return judge_again(enrolment=found, by=by) if is_time and has_result else None


@transaction.atomic
def judge_again(*, enrolment: Enrolment, by: User) -> Enrolment:
    """Judge one person anew after a correction of roll or leave, until the class is closed."""
    found = hold_class(enrolment.training_class)
    may_keep(by, found)
    if found.state != ClassState.COMPLETED:
        raise ActionError("结业之后、归档之前才能重新核算。")
    before = enrolment.state
    if before not in {EnrolmentState.COMPLETED, EnrolmentState.NOT_COMPLETED}:
        raise ActionError("这位学员还没有结业结论。")
    Enrolment.objects.filter(pk=enrolment.pk).update(state=EnrolmentState.ARRIVED)
    _judge(enrolment)
    enrolment.refresh_from_db()
    record_event(
        enrolment=enrolment,
        deed="judged",
        by=by,
        words=f"{enrolment.person}：重新核算为{enrolment.get_state_display()}",
        from_state=before,
    )
    return enrolment
