"""What would be published now, and whom it would be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone

from academy.classes.enums import SessionState
from academy.classes.models import ClassEvent, Session, Teacher, TimetableVersion
from academy.classes.models.roster import EXPECTED
from academy.classes.models.sessions import SHOWN
from academy.classes.queries.timetable import current_version
from academy.classes.rules import timetable as rules
from academy.classes.rules.life import can_move
from academy.core import clock
from academy.core.kinds import kinds_of
from academy.people.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from academy.classes.models import TrainingClass
    from academy.classes.models.sessions import SessionQuerySet
    from academy.classes.rules.timetable import Change, Entry

HELD = [*SHOWN, SessionState.NO_SHOW]


@dataclass(frozen=True)
class Publication:
    """The next version: its entries and what differs from `previous` (None: the first one)."""

    previous: TimetableVersion | None
    entries: tuple[Entry, ...]
    changes: tuple[Change, ...]

    @property
    def number(self) -> int:
        return self.previous.number + 1 if self.previous else 1

    @property
    def seen(self) -> str:
        """What somebody looked at: published only where it still is that."""
        return rules.fingerprint(self.changes)


@dataclass(frozen=True)
class Audience:
    """Whom it is told: `members` everything, teachers by their accounts what concerns them."""

    members: tuple[User, ...]
    teachers: tuple[Teacher, ...]

    @property
    def count(self) -> int:
        people = {person.pk for person in self.members}
        return len(people | {teacher.person_id for teacher in self.teachers})


def confirmable(training_class: TrainingClass) -> SessionQuerySet:
    """Placed drafts that publishing confirms: of kinds for which nobody else has to agree."""
    kinds = [
        kind
        for kind in kinds_of(Session)
        if can_move(kind.life, SessionState.DRAFT, SessionState.CONFIRMED)
    ]
    ours = Session.objects.instance_of(*kinds).filter(training_class=training_class)
    drafts: SessionQuerySet = ours.placed().filter(state=SessionState.DRAFT)
    return drafts


def next_publication(training_class: TrainingClass) -> Publication:
    """What publishing now would say."""
    previous = current_version(training_class)
    old = previous.entries() if previous else []
    entries = rules.publish(old, planned_entries(training_class), clock.now())
    zone = timezone.get_default_timezone()
    return Publication(previous, tuple(entries), tuple(rules.changes(old, entries, zone)))


def planned_entries(training_class: TrainingClass) -> list[Entry]:
    """What is planned now, as entries that nobody has counted yet."""
    drafts = confirmable(training_class).values("pk")
    known = Q(state__in=[*HELD, SessionState.CANCELLED]) | Q(pk__in=drafts)
    sessions = Session.objects.non_polymorphic().placed().filter(known)
    ours = sessions.filter(training_class=training_class).select_related("room")
    reasons = dict(
        ClassEvent.objects.filter(training_class=training_class, deed="cancelled")
        .exclude(session=None)
        .values_list("session_id", "reason")
    )
    listed = ours.prefetch_related("teachers").order_by("starts_at", "pk")
    return [_entry(session, reasons) for session in listed]


def _entry(session: Session, reasons: dict[int, str]) -> Entry:
    teachers = list(session.teachers.all())
    is_cancelled = session.state == SessionState.CANCELLED
    return rules.Entry(
        id=session.pk,
        title=session.title,
        label=label_of(session),
        place=rules.Place(
            starts_at=session.starts_at,  # type: ignore[arg-type]
            ends_at=session.ends_at,  # type: ignore[arg-type]
            room=str(session.room) if session.room else "",
            teachers=tuple(teacher.name for teacher in teachers),
        ),
        teacher_ids=tuple(teacher.pk for teacher in teachers),
        is_cancelled=is_cancelled,
        reason=reasons.get(session.pk, "") if is_cancelled else "",
    )


def kind_of(session: Session) -> type[Session]:
    """The kind of a session where only its stored columns were read."""
    pk: Any = session.polymorphic_ctype_id
    kind: Any = ContentType.objects.get_for_id(pk).model_class()
    return kind  # type: ignore[no-any-return]


def label_of(session: Session) -> str:
    """The name of that kind."""
    return kind_of(session).kind_label


def audience_of(training_class: TrainingClass, found: Publication) -> Audience:
    """Those expected or there, the staff, and the teachers whom a change concerns."""
    wanted = {pk for change in found.changes for pk in change.teacher_ids}
    return Audience(tuple(members_of(training_class)), tuple(_with_account(wanted)))


def members_of(training_class: TrainingClass) -> QuerySet[User]:
    """Trainees who are expected or there, and the staff."""
    expected = training_class.enrolments.filter(state__in=EXPECTED).values("person")
    staff = training_class.staff.values("person")
    concerned = Q(pk__in=expected) | Q(pk__in=staff)
    people: QuerySet[User] = User.objects.filter(concerned, is_active=True).order_by("pk")
    return people


def _with_account(teachers: Iterable[int]) -> Sequence[Teacher]:
    found = Teacher.objects.filter(pk__in=set(teachers), person__is_active=True)
    return list(found.select_related("person").order_by("pk"))
