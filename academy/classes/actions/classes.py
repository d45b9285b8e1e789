"""What a class consists of: its plan, the people who look after it, quotas, papers. Its life: see
`actions.life`."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from academy.classes.actions.events import record_event
from academy.classes.enums import PaperKind, ResourceKind, SessionState, StaffDuty
from academy.classes.models import (
    ClassPaper,
    ClassStaff,
    Quota,
    Resource,
    Session,
    TrainingClass,
)
from academy.classes.models.classes import ENDED
from academy.classes.models.roster import AGREED
from academy.classes.queries.classes import head_teachers_of
from academy.classes.rules import access
from academy.classes.rules.quotas import nearest
from academy.core.errors import ActionError
from academy.people.enums import Role
from academy.people.models import User, standing_of

if TYPE_CHECKING:
    from django.core.files import File

    from academy.people.models import Organisation

ENDED_WORDS = "这个培训班已经归档或取消，不能再改。"
NOT_COPIED = {"id", "polymorphic_ctype", "session_ptr", "key", "room", "starts_at", "ends_at"}


class OvertakenClassError(ActionError):
    """Somebody else changed the class in the meantime."""

    def __init__(self, found: TrainingClass) -> None:
        last = found.events.select_related("by").order_by("-pk").first()
        who = f"{last.by}" if last and last.by else "别人"
        done = f"（{last.words}）" if last else ""
        super().__init__(f"这个培训班刚刚已由{who}处理{done}。请刷新后再看，这次没有改动。")


@transaction.atomic
def plan_class(*, by: User, **fields: Any) -> TrainingClass:
    """Put a class into the annual plan; refused where its code is taken."""
    may_plan(by)
    if TrainingClass.objects.filter(code=fields["code"]).exists():
        raise ActionError(f"编号“{fields['code']}”已被别的培训班使用，请换一个。")
    resource = Resource.objects.create(kind=ResourceKind.TRAINING_CLASS, name=fields["name"])
    found = TrainingClass(resource=resource, created_by=by, **fields)
    _check(found)
    found.save(force_insert=True)
    record_event(training_class=found, deed="planned", by=by, words="列入年度计划")
    return found


@transaction.atomic
def change_class(
    *, training_class: TrainingClass, by: User, version: int | None = None, **fields: Any
) -> TrainingClass:
    """Other facts about a class. Its days cannot leave sessions behind that are placed.

    `version`: the one the person looked at; where somebody was first nothing is overwritten.
    """
    may_plan(by)
    held = hold_class(training_class)
    if held.state in ENDED:
        raise ActionError(ENDED_WORDS)
    changed = {name for name, value in fields.items() if getattr(held, name) != value}
    for name in changed:
        setattr(held, name, fields[name])
    _check(held)
    _days_hold_sessions(held)
    if changed:
        swap_class(
            held, held.version if version is None else version, **{n: fields[n] for n in changed}
        )
        Resource.objects.filter(pk=held.resource_id).update(name=held.name)
        labels = "、".join(sorted(str(held._meta.get_field(n).verbose_name) for n in changed))  # type: ignore[union-attr]
        record_event(training_class=held, deed="changed", by=by, words=f"修改了{labels}")
    return held


@transaction.atomic
def copy_class(
    *, training_class: TrainingClass, code: str, name: str, starts_on: dt.date, by: User
) -> TrainingClass:
    """A new class in the plan like this one: facts, staff, quotas, sessions without a place."""
    span = training_class.ends_on - training_class.starts_on
    copied = ("form", "audience", "aim", "organiser", "place", "capacity", "programme")
    made = plan_class(
        by=by,
        code=code,
        name=name,
        year=starts_on.year,
        starts_on=starts_on,
        ends_on=starts_on + span,
        copied_from=training_class,
        **{each: getattr(training_class, each) for each in copied},
    )
    staff = training_class.staff.values_list("person_id", "duty")
    ClassStaff.objects.bulk_create(
        ClassStaff(training_class=made, person_id=person, duty=duty) for person, duty in staff
    )
    quotas = training_class.quotas.values_list("organisation_id", "places")
    Quota.objects.bulk_create(
        Quota(training_class=made, organisation_id=unit, places=places) for unit, places in quotas
    )
    left_out = [SessionState.CANCELLED, SessionState.REFUSED, SessionState.EXPIRED]
    for session in training_class.sessions.exclude(state__in=left_out).order_by("seq"):
        _copy_session(session, made)
    return made


def _copy_session(session: Session, made: TrainingClass) -> None:
    fields = {
        field.name: getattr(session, field.name)
        for field in session._meta.concrete_fields
        if field.name not in NOT_COPIED
    }
    fresh = {"training_class": made, "state": SessionState.DRAFT, "version": 1}
    pins = {"pinned_time": False, "pinned_teacher": False, "pinned_room": False}
    type(session)(**fields | fresh | pins).save(force_insert=True)


@transaction.atomic
def set_staff(
    *, training_class: TrainingClass, duties: Mapping[StaffDuty, Collection[User]], by: User
) -> None:
    """Who looks after the class, instead of those who did. Said again, it changes nothing."""
    may_plan(by)
    held = hold_class(training_class)
    for person in duties.get(StaffDuty.HEAD_TEACHER, ()):
        if not standing_of(person).has_any({Role.HEAD_TEACHER, Role.ADMINISTRATOR}):
            raise ActionError(f"{person}没有班主任的任职，请先在“任职”里登记。")
    wanted = {(person.pk, duty) for duty, people in duties.items() for person in people}
    present = set(held.staff.values_list("person_id", "duty"))
    for person_id, duty in present - wanted:
        held.staff.filter(person_id=person_id, duty=duty).delete()
    ClassStaff.objects.bulk_create(
        ClassStaff(training_class=held, person_id=person_id, duty=duty)
        for person_id, duty in sorted(wanted - present)
    )
    if wanted != present:
        _renew_contact(held)
        record_event(training_class=held, deed="staffed", by=by, words="调整了班主任和工作人员")


def _renew_contact(held: TrainingClass) -> None:
    """Whom others call who find the class in their way."""
    head = User.objects.filter(pk__in=head_teachers_of(held)).order_by("pk").first()
    contact = f"班主任 {head.name} {head.phone or ''}".strip() if head else ""
    Resource.objects.filter(pk=held.resource_id).update(contact=contact)


@transaction.atomic
def set_quotas(
    *, training_class: TrainingClass, places: Mapping[Organisation, int], by: User
) -> None:
    """Places of each unit instead of those there were; never fewer than are taken."""
    may_plan(by)
    held = hold_class(training_class)
    if held.state in ENDED:
        raise ActionError(ENDED_WORDS)
    _places_hold_people(held, places)
    held.quotas.exclude(organisation__in=places).delete()
    for unit, number in places.items():
        Quota.objects.update_or_create(
            training_class=held, organisation=unit, defaults={"places": number}
        )
    total = sum(places.values())
    words = f"名额：{len(places)} 个单位，共 {total} 人"
    record_event(training_class=held, deed="quotas", by=by, words=words)


def _places_hold_people(held: TrainingClass, places: Mapping[Organisation, int]) -> None:
    """Refuse fewer places than are taken, and to drop places that somebody stands on.

    A place goes by the nearest unit that has any (`rules.quotas.governing`).
    """
    before = set(held.quotas.values_list("organisation__path", flat=True))
    after = {unit.path: unit for unit in places}
    taken: Counter[str] = Counter()
    people = held.enrolments.standing().select_related("organisation")
    for enrolment in people:
        path = enrolment.organisation.path
        if not nearest(path, after) and nearest(path, before):
            raise ActionError(f"{enrolment.person}占着名额，这个单位的名额不能去掉。")
        taken[nearest(path, after)] += enrolment.state in AGREED
    for path, unit in after.items():
        if taken[path] > places[unit]:
            raise ActionError(f"{unit}已同意 {taken[path]} 人，名额不能少于这个数。")


@transaction.atomic
def file_paper(
    *, training_class: TrainingClass, kind: PaperKind, file: File[bytes], name: str, by: User
) -> ClassPaper:
    """File a paper for the closing; a newer one of a kind stands before the older ones."""
    may_keep(by, training_class)
    if hold_class(training_class).state in ENDED:
        raise ActionError(ENDED_WORDS)
    paper = ClassPaper(training_class=training_class, kind=kind, name=name[:160], filed_by=by)
    paper.file.save(name, file, save=False)
    paper.save(force_insert=True)
    words = f"归档{kind.label}：{name}"
    record_event(training_class=training_class, deed="filed", by=by, words=words)
    return paper


def may_plan(by: User) -> None:
    """Refuse everybody but administrators."""
    if not access.can_plan(standing_of(by)):
        raise ActionError(access.NOT_YOURS)


def may_keep(by: User, training_class: TrainingClass) -> None:
    """Refuse everybody but the class's head teachers and administrators."""
    if not access.can_keep_class(standing_of(by), head_teachers_of(training_class)):
        raise ActionError("只有这个班的班主任和教务可以办理。")


def swap_class(found: TrainingClass, version: int, **fields: Any) -> None:
    """Write by compare-and-swap; `OvertakenClassError` where the row is not as it was seen."""
    rows = TrainingClass.objects.filter(pk=found.pk, version=version)
    if not rows.update(**fields, version=F("version") + 1):
        raise OvertakenClassError(found)
    for name, value in fields.items():
        setattr(found, name, value)
    found.version = version + 1


def hold_class(found: TrainingClass) -> TrainingClass:
    """The class as it stands, its row locked: whoever else wants to change it waits."""
    rows = TrainingClass.objects.select_for_update(no_key=True, of=("self",))
    return rows.get(pk=found.pk)


def _check(found: TrainingClass) -> None:
    """ActionError in words where the facts cannot be right."""
    if not any(character.isdigit() for character in found.code):
        # Words are the addresses of the site's own pages below /classes/.
        raise ActionError("编号里至少要有一个数字，例如 2026-017。")
    if found.ends_on < found.starts_on:
        raise ActionError("结业日期不能早于开班日期。")
    try:
        found.full_clean(exclude=["resource", "created_by"])
    except ValidationError as error:
        raise ActionError("；".join(error.messages)) from error


def _days_hold_sessions(found: TrainingClass) -> None:
    placed = Session.objects.non_polymorphic().filter(training_class=found).placed()
    placed = placed.exclude(state=SessionState.CANCELLED)
    outside = [
        session.title
        for session in placed
        if not found.starts_on <= timezone.localdate(session.starts_at) <= found.ends_on
    ]
    if outside:
        names = "、".join(f"“{title}”" for title in outside[:5])
        raise ActionError(f"班期改动后，{names}会落在班期之外。请先改这些课次。")
