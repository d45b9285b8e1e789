"""The list of a class: nominated, agreed by the unit, confirmed by the academy, taken off.

Whoever writes to a list locks its class first, then the quotas: two who give away the last place
take their turns.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from academy.classes.actions.classes import hold_class
from academy.classes.actions.events import record_event
from academy.classes.actions.roster_notices import tell_of_decisions, tell_of_nominations
from academy.classes.enums import ClassState, EnrolmentState
from academy.classes.models import Enrolment, TrainingClass
from academy.classes.queries.classes import head_teachers_of
from academy.classes.queries.roster import overlapping, quotas_of, seats_taken
from academy.classes.rules import access
from academy.classes.rules.life import ENROLMENT_LIFE, can_move, refusal_words
from academy.classes.rules.quotas import governing, overlap_words
from academy.core import clock
from academy.core.errors import ActionError
from academy.people.models import Membership, standing_of, within

if TYPE_CHECKING:
    from academy.classes.rules.quotas import Places
    from academy.people.models import Organisation, User
    from academy.people.rules import Standing

State = EnrolmentState
# Until when the academy itself may add people.
OVER = {ClassState.COMPLETED, ClassState.CLOSED, ClassState.CANCELLED}
NOT_ARRIVED = {State.NOMINATED, State.APPROVED, State.CONFIRMED}
NOT_YOUR_UNIT = "只有本单位或上级单位的单位管理员可以报名。"
NOT_YOUR_QUOTA = "只有名额所在单位的单位管理员可以审批。"
SHUT = "这个班现在不接受报名：报名已经结束，或者还没有开始。"
GIVE_REASON = "请写明原因，本人会看到。"


class ListOvertakenError(ActionError):
    """Somebody else decided in the meantime; nothing was overwritten."""

    def __init__(self, enrolment: Enrolment) -> None:
        last = enrolment.events.select_related("by").order_by("-pk").first()
        who = f"{last.by}" if last and last.by else "别人"
        done = f"（{last.words}）" if last else ""
        super().__init__(f"这一项刚刚已由{who}处理{done}。请刷新后再看，您的改动没有保存。")


@transaction.atomic
def nominate(
    *, training_class: TrainingClass, person: User, organisation: Organisation, by: User
) -> Enrolment:
    """Put somebody from `organisation` on the list of an announced class; there once already: kept.

    By those who answer for the unit, or administrators. It counts as agreed at once where they
    hold the places themselves. Raises ActionError in words for everything that stands against it.
    """
    standing = standing_of(by)
    _may_nominate(standing, person, organisation)
    held = hold_class(training_class)
    made = Enrolment.objects.filter(training_class=held, person=person).first()
    if made:
        return _kept(made)
    if held.state != ClassState.ANNOUNCED:
        raise ActionError(SHUT)
    _refuse_overlap(held, person)
    quotas = quotas_of(held, lock=True)
    state = _first_state(standing, governing(organisation.path, quotas), organisation)
    enrolment = Enrolment.objects.create(
        training_class=held,
        person=person,
        organisation=organisation,
        state=state,
        nominated_by=by,
    )
    words = f"{person}：{organisation}报名"
    record_event(enrolment=enrolment, deed="nominated", by=by, words=words)
    tell_of_nominations([enrolment], quotas)
    return enrolment


@transaction.atomic
def agree(*, enrolment: Enrolment, by: User, version: int | None = None) -> Enrolment:
    """The unit that holds the places agrees to a nomination; agreed before: no change."""
    held = hold_class(enrolment.training_class)
    enrolment.refresh_from_db()
    quota = governing(enrolment.organisation.path, quotas_of(held, lock=True))
    _may_decide(standing_of(by), quota)
    if enrolment.state == State.APPROVED:
        return enrolment
    if held.state != ClassState.ANNOUNCED:
        raise ActionError(SHUT)
    _refuse_full(quota)
    return move(enrolment, State.APPROVED, by=by, version=version)


@transaction.atomic
def confirm_enrolment(*, enrolment: Enrolment, by: User, version: int | None = None) -> Enrolment:
    """The academy confirms somebody whose unit agreed; confirmed before: no change."""
    held = _class_to_confirm(enrolment.training_class, by)
    enrolment.refresh_from_db()
    if enrolment.state == State.CONFIRMED:
        return enrolment
    _refuse_crowd(held, 1)
    move(enrolment, State.CONFIRMED, by=by, version=version)
    tell_of_decisions([enrolment], by)
    return enrolment


@transaction.atomic
def confirm_all(
    *, training_class: TrainingClass, by: User, only: Collection[int] | None = None
) -> int:
    """Confirm everybody whose unit agreed, or those with the ids `only`; how many that were.

    All of them or, where they are more than the class has places, none.
    """
    held = _class_to_confirm(training_class, by)
    waiting = held.enrolments.filter(state=State.APPROVED)
    waiting = waiting.select_related("person", "training_class", "nominated_by")
    if only is not None:
        waiting = waiting.filter(pk__in=list(only))
    people = list(waiting)
    _refuse_crowd(held, len(people))
    for enrolment in people:
        move(enrolment, State.CONFIRMED, by=by)
    tell_of_decisions(people, by)
    return len(people)


@transaction.atomic
def refuse(*, enrolment: Enrolment, reason: str, by: User, version: int | None = None) -> Enrolment:
    """Not to this class: a nomination by the unit that holds the places, anybody by the academy.

    Refused before: no change.
    """
    held = hold_class(enrolment.training_class)
    enrolment.refresh_from_db()
    standing = standing_of(by)
    if not access.can_plan(standing):
        _may_decide(standing, governing(enrolment.organisation.path, quotas_of(held)))
        if enrolment.state not in {State.NOMINATED, State.REFUSED}:
            raise ActionError(
                "单位已经同意、学院正在办理；要改请写明原因退出报名，或联系学院教务处。"
            )
    return _take_off(enrolment, State.REFUSED, reason=reason, by=by, version=version)


@transaction.atomic
def withdraw(
    *, enrolment: Enrolment, reason: str, by: User, version: int | None = None
) -> Enrolment:
    """Step back: the person or the unit before arrival; whoever keeps the class at any time.

    Withdrawn before: no change.
    """
    held = hold_class(enrolment.training_class)
    enrolment.refresh_from_db()
    standing = standing_of(by)
    if not access.can_keep_class(standing, head_teachers_of(held)):
        path = enrolment.organisation.path
        if by.pk != enrolment.person_id and not access.can_answer_for(standing, path):
            raise ActionError("只有本人、本单位管理员和班主任可以办理退出。")
        if enrolment.state == State.ARRIVED:
            raise ActionError("已经报到，退学请联系班主任或学院教务处办理。")
    return _take_off(enrolment, State.WITHDRAWN, reason=reason, by=by, version=version)


# --- The steps they share ---
def move(
    enrolment: Enrolment, state: State, *, by: User, version: int | None = None, reason: str = ""
) -> Enrolment:
    """One step of a life, by compare-and-swap on the version; and its event."""
    before = State(enrolment.state)
    seen = enrolment.version if version is None else version
    if seen != enrolment.version:
        raise ListOvertakenError(enrolment)
    if not can_move(ENROLMENT_LIFE, before, state):
        raise ActionError(f"{enrolment.person}：{refusal_words(ENROLMENT_LIFE, before, state)}")
    fields = {"state": state, "reason": reason.strip()[:200]}
    rows = Enrolment.objects.filter(pk=enrolment.pk, version=seen)
    if not rows.update(**fields, version=F("version") + 1):
        raise ListOvertakenError(enrolment)
    enrolment.state, enrolment.reason, enrolment.version = state, fields["reason"], seen + 1
    record_event(
        enrolment=enrolment,
        deed=state.value,
        by=by,
        words=f"{enrolment.person}：{state.label}",
        reason=reason,
        from_state=before,
    )
    return enrolment


def _take_off(
    enrolment: Enrolment, state: State, *, reason: str, by: User, version: int | None
) -> Enrolment:
    if enrolment.state == state:
        return enrolment
    if not reason.strip():
        raise ActionError(GIVE_REASON)
    move(enrolment, state, by=by, version=version, reason=reason)
    tell_of_decisions([enrolment], by)
    return enrolment


def _kept(enrolment: Enrolment) -> Enrolment:
    if enrolment.state in {State.REFUSED, State.WITHDRAWN}:
        word = State(enrolment.state).label
        raise ActionError(f"{enrolment.person} 在这个班的名单上{word}，不能再次报名。")
    return enrolment


def _may_nominate(standing: Standing, person: User, organisation: Organisation) -> None:
    if not person.is_active:
        raise ActionError(f"{person} 的账号已停用，不能报名。")
    if access.can_plan(standing):
        return
    if not access.can_answer_for(standing, organisation.path):
        raise ActionError(NOT_YOUR_UNIT)
    posts = Membership.objects.current(clock.today()).filter(user=person)
    if not posts.filter(within([organisation.path], "organisation__path")).exists():
        raise ActionError(f"{person} 现在不在“{organisation}”任职，不能由它报名。")


def _may_decide(standing: Standing, quota: Places | None) -> None:
    if access.can_plan(standing):
        return
    if quota is None or not access.can_answer_for(standing, quota.path):
        raise ActionError(NOT_YOUR_QUOTA)


def _first_state(standing: Standing, quota: Places | None, organisation: Organisation) -> State:
    """Agreed where whoever nominates holds the places; the academy may add people without."""
    is_office = access.can_plan(standing)
    if quota is None:
        if not is_office:
            raise ActionError(f"“{organisation}”没有这个班的名额。")
        return State.APPROVED
    if not is_office and not access.can_answer_for(standing, quota.path):
        return State.NOMINATED
    _refuse_full(quota)
    return State.APPROVED


def _refuse_full(quota: Places | None) -> None:
    if quota and not quota.left:
        raise ActionError(quota.full_words)


def _refuse_overlap(training_class: TrainingClass, person: User) -> None:
    found = overlapping(training_class).filter(person=person).first()
    if found:
        other = found.training_class
        raise ActionError(overlap_words(f"{person}", other.name, other.starts_on, other.ends_on))


def _class_to_confirm(training_class: TrainingClass, by: User) -> TrainingClass:
    if not access.can_plan(standing_of(by)):
        raise ActionError("只有教务可以确认名单。")
    held = hold_class(training_class)
    if held.state in OVER:
        raise ActionError(f"这个班{held.get_state_display()}，名单不能再改。")
    return held


def _refuse_crowd(training_class: TrainingClass, coming: int) -> None:
    left = training_class.capacity - seats_taken(training_class)
    if coming > left:
        raise ActionError(
            f"本班 {training_class.capacity} 人，还能确认 {max(left, 0)} 人，"
            f"这次要确认 {coming} 人。"
        )
