"""Publishing the timetable of a class."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from academy.classes.actions.claims import patiently, resources_locked
from academy.classes.actions.events import record_event
from academy.classes.enums import SessionState
from academy.classes.models import Session, TimetableVersion
from academy.classes.models.classes import ENDED
from academy.classes.notice_kinds import TIMETABLE_PUBLISHED
from academy.classes.queries.publishing import (
    Publication,
    audience_of,
    confirmable,
    next_publication,
)
from academy.classes.rules import access, timetable
from academy.core.errors import ActionError
from academy.notices.actions import Message, send_notices
from academy.people.models import standing_of

if TYPE_CHECKING:
    from academy.classes.models import TrainingClass
    from academy.people.models import User

CLOSED = "这个培训班已经结束，课表不能再公布。"
NOTHING = "这个班还没有排定任何课次，没有可以公布的课表。"
MEANWHILE = "您预览之后课表又有改动，没有公布。请再看一遍改动，然后公布。"


@patiently
def publish_timetable(
    *, training_class: TrainingClass, by: User, note: str = "", seen: str = ""
) -> TimetableVersion:
    """Make what is planned the timetable of the class, and tell its people what differs, once.

    Placed drafts become confirmed. Where nothing changed the version there is stays and nobody is
    told anything. `seen`: `Publication.seen` of what was previewed; published only where it still
    is that. Everything that is placed takes the class's resource: behind its lock nothing moves.
    """
    if not access.can_plan(standing_of(by)):
        raise ActionError(access.NOT_YOURS)
    if training_class.state in ENDED:
        raise ActionError(CLOSED)
    with resources_locked([training_class.resource_id]):
        found = next_publication(training_class)
        _can_be_published(found, seen)
        _confirm_drafts(training_class)
        if found.previous and not found.changes:
            return found.previous
        version = _write(training_class, found, by, note)
        told = send_notices(kind=TIMETABLE_PUBLISHED, messages=_messages(version, found, note))
        words = f"公布课表第 {version.number} 版，{len(found.changes)} 处改动，通知 {told} 人"
        record_event(
            training_class=training_class,
            deed="timetable_published",
            by=by,
            words=words,
            reason=note,
        )
    return version


def _can_be_published(found: Publication, seen: str) -> None:
    if not found.entries:
        raise ActionError(NOTHING)
    # Published by somebody else as it was seen: no change is left, and that is no fault.
    if seen and found.changes and seen != found.seen:
        raise ActionError(MEANWHILE)


def _confirm_drafts(training_class: TrainingClass) -> None:
    drafts = list(confirmable(training_class).non_polymorphic().values_list("pk", flat=True))
    Session.objects.non_polymorphic().filter(pk__in=drafts, state=SessionState.DRAFT).update(
        state=SessionState.CONFIRMED, version=F("version") + 1
    )


def _write(
    training_class: TrainingClass, found: Publication, by: User, note: str
) -> TimetableVersion:
    version = TimetableVersion.objects.create(
        training_class=training_class,
        number=found.number,
        sessions=[timetable.as_json(entry) for entry in found.entries],
        note=note.strip()[:200],
        published_by=by,
    )
    version.teachers.set({pk for entry in found.entries for pk in entry.teacher_ids})
    return version


# --- What people are told ---
def _messages(version: TimetableVersion, found: Publication, note: str) -> Iterator[Message]:
    """Members are told everything, teachers what concerns them; who is both is told everything."""
    audience = audience_of(version.training_class, found)
    everything = [change.words for change in found.changes]
    for person in audience.members:
        yield _message(person, version, found, everything, note)
    members = {person.pk for person in audience.members}
    for teacher in audience.teachers:
        if teacher.person and teacher.person_id not in members:
            own = [each.words for each in found.changes if teacher.pk in each.teacher_ids]
            yield _message(teacher.person, version, found, own, note)


def _message(
    person: User, version: TimetableVersion, found: Publication, words: list[str], note: str
) -> Message:
    name = version.training_class.name
    is_first = found.previous is None
    title = f"{name}：课表已公布" if is_first else f"{name}：课表有 {len(words)} 处改动"
    text = _first_words(found, len(words)) if is_first else "；".join(words)
    return Message(
        person=person,
        title=title,
        text="　".join(part for part in (note.strip(), text) if part),
        url=reverse("classes:timetable", args=[version.training_class.code]),
        key=f"timetable:{version.pk}:{person.pk}",
    )


def _first_words(found: Publication, count: int) -> str:
    zone = timezone.get_default_timezone()
    place = found.entries[0].place
    day = timetable.day_words(place.starts_at, zone)
    return f"共 {count} 节课，全班从 {day} {timetable.clock_of(place, zone)} 开始。"
