"""Writes of notices: telling people, reading, and handing over by channels.

What an interruption can do. Telling: a batch is written whole or not at all, keys keep a second
call from doubling it. Handing over: a digest is claimed and committed before anything leaves and
its outcome is written down right after; a worker that dies between the two leaves a digest of
which nobody can say whether it was taken. It is noted as UNKNOWN and not sent again: at most one
mail is lost to that, none is ever doubled, and the notice stands on the site anyway.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from academy.core import clock
from academy.jobs.actions import enqueue_job
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.notices import rules
from academy.notices.channels import Channel, Outcome, channels
from academy.notices.enums import DeliveryState
from academy.notices.kinds import NoticeKind, notice_kinds
from academy.notices.models import Delivery, Digest, Mute, Notice

if TYPE_CHECKING:
    from academy.people.models import User

BATCH = 500
CANDIDATES = 20
JOB_KIND = "notices.deliver"
SWITCHED_OFF = "本人关闭了这个渠道"
NO_ADDRESS = "没有登记可用的地址"
READ_MEANWHILE = "已在站内读过"
INTERRUPTED = "发送时程序中断，不知道对方是否收到"


@dataclass(frozen=True)
class Message:
    """What one person is told. `key` names it: told twice under one key, it arrives once."""

    person: User
    title: str
    key: str
    text: str = ""
    url: str = ""


# --- Telling ---
def send_notices(*, kind: str, messages: Iterable[Message]) -> int:
    """Tell people something of a registered kind; returns how many were told anew.

    Stands on the site at once; other channels follow in background jobs, see `deliver_digest`.
    Long lists are written in batches, each whole or not at all; repeating the call adds the rest.
    """
    found, told = notice_kinds.items()[kind], list(messages)
    return sum(_tell(found, told[at : at + BATCH]) for at in range(0, len(told), BATCH))


@transaction.atomic
def _tell(kind: NoticeKind, messages: Sequence[Message]) -> int:
    by_key = {message.key: message for message in messages}
    known = set(Notice.objects.filter(key__in=by_key).values_list("key", flat=True))
    fresh = {key: message for key, message in by_key.items() if key not in known}
    # Conflicts: somebody else tells the same at this moment; then both write the same deliveries.
    Notice.objects.bulk_create(
        [_notice(kind, message) for message in fresh.values()], ignore_conflicts=True
    )
    if kind.channels and fresh:
        written = Notice.objects.filter(key__in=fresh).only("key")
        _prepare_deliveries(kind, [(row, fresh[row.key].person) for row in written])
    return len(fresh)


def _notice(kind: NoticeKind, message: Message) -> Notice:
    return Notice(
        person=message.person,
        kind=kind.name,
        title=message.title[:120],
        text=message.text[:500],
        url=message.url,
        key=message.key,
    )


def _prepare_deliveries(kind: NoticeKind, told: Sequence[tuple[Notice, User]]) -> None:
    people = [person.pk for _, person in told]
    muted = set(Mute.objects.filter(person__in=people).values_list("person_id", "channel"))
    rows = []
    ways = {name: channels.items()[name] for name in kind.channels}
    for name, channel in ways.items():
        if not channel.is_on:
            continue
        for notice, person in told:
            words = _obstacle(channel, person, (person.pk, name) in muted)
            state = DeliveryState.WITHHELD if words else DeliveryState.WAITING
            at = clock.now() if words else None
            rows.append(
                Delivery(notice=notice, channel=name, state=state, words=words, settled_at=at)
            )
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def _obstacle(channel: Channel, person: User, is_muted: bool) -> str:
    """Why this person gets nothing by this channel; empty where nothing stands against it."""
    if is_muted:
        return SWITCHED_OFF
    return "" if channel.address(person) else NO_ADDRESS


# --- Reading ---
def mark_read(*, notices: QuerySet[Notice]) -> int:
    """Note that these were read; those read before keep their time. How many were unread."""
    return notices.filter(read_at=None).update(read_at=clock.now())


@transaction.atomic
def choose_channel(*, person: User, channel: str, is_on: bool) -> None:
    """Switch a channel on or off for a person; what waits and may not go is withheld later."""
    if is_on:
        Mute.objects.filter(person=person, channel=channel).delete()
    else:
        Mute.objects.get_or_create(person=person, channel=channel)


# --- Handing over ---
def quiet_now() -> bool:
    """Whether nothing may leave the site at this hour."""
    time = timezone.localtime(clock.now()).time()
    return rules.is_quiet(time, settings.NOTICES_QUIET_FROM, settings.NOTICES_QUIET_UNTIL)


def enqueue_deliveries() -> list[str]:
    """Ask for a job for each channel where something is due and no job is at it; their names.

    What jobs that gave up left on its way is settled first.
    """
    abandon_lost_digests()
    if quiet_now():
        return []
    now = clock.now()
    busy = Job.objects.filter(kind=JOB_KIND, state__in=[JobState.QUEUED, JobState.RUNNING])
    taken = {job.params["channel"] for job in busy}
    wanted = [
        name
        for name in channels.items()
        if name not in taken and Delivery.objects.due(name, now).exists()
    ]
    for name in wanted:
        key = f"{JOB_KIND}:{name}:{int(now.timestamp())}"
        enqueue_job(kind=JOB_KIND, params={"channel": name}, idempotency_key=key)
    return wanted


@transaction.atomic
def open_digest(*, channel: Channel) -> Digest | None:
    """Claim what waits for the next person: theirs for today, to be handed over now.

    None when nothing is due or the quiet hours have begun. Who had a digest today waits until
    tomorrow; what may not go any more is withheld.
    """
    if quiet_now():
        return None
    while waiting := _next_people(channel):
        for person in waiting:
            if digest := _claim(channel, person):
                return digest
    return None


def _next_people(channel: Channel) -> list[User]:
    due = Delivery.objects.due(channel.name, clock.now()).select_related("notice__person")
    rows = due.order_by("due_at", "pk")[:CANDIDATES]
    return list(dict.fromkeys(row.notice.person for row in rows))


def _claim(channel: Channel, person: User) -> Digest | None:
    due = Delivery.objects.due(channel.name, clock.now()).filter(notice__person=person)
    _settle(due.exclude(notice__read_at=None), DeliveryState.WITHHELD, READ_MEANWHILE)
    is_muted = Mute.objects.filter(person=person, channel=channel.name).exists()
    if words := _obstacle(channel, person, is_muted):
        _settle(due, DeliveryState.WITHHELD, words)
        return None
    digest, created = Digest.objects.get_or_create(
        person=person, channel=channel.name, day=clock.today()
    )
    if not created:
        due.update(due_at=_tomorrow())
        return None
    if due.update(state=DeliveryState.SENDING, digest=digest):
        return digest
    digest.delete()
    return None


def _tomorrow() -> dt.datetime:
    return dt.datetime.combine(
        clock.today() + dt.timedelta(days=1), dt.time(), timezone.get_current_timezone()
    )


@transaction.atomic
def close_digest(*, digest: Digest, outcome: Outcome) -> None:
    """Write down what came of a digest, by whoever handed it over.

    What was certainly not taken is free for another try later. A channel that does not work at
    all lets everybody wait and counts against nobody.
    """
    ours = Delivery.objects.filter(digest=digest)
    if outcome.is_down:
        later = clock.now() + rules.FIRST_WAIT
        Delivery.objects.due(digest.channel, clock.now()).update(due_at=later)
        ours.update(state=DeliveryState.WAITING, words=outcome.words, due_at=later)
    elif outcome.state == DeliveryState.WAITING:
        _put_off(list(ours), outcome.words)
    else:
        _settle(ours, outcome.state, outcome.words)
    if outcome.state in {DeliveryState.WAITING, DeliveryState.FAILED}:
        digest.delete()


def _put_off(deliveries: Sequence[Delivery], words: str) -> None:
    """Another try for each, unless all its tries are used."""
    for row in deliveries:
        row.attempts += 1
        row.words = words
        row.due_at = clock.now() + rules.wait_after(row.attempts)
        is_spent = row.attempts >= rules.MOST_ATTEMPTS
        row.state = DeliveryState.FAILED if is_spent else DeliveryState.WAITING
        row.settled_at = clock.now() if is_spent else None
    fields = ["attempts", "words", "due_at", "state", "settled_at"]
    Delivery.objects.bulk_update(deliveries, fields)


def abandon_digest(*, digest_id: int) -> None:
    """Whoever handed this digest over was interrupted: nobody knows, so it is not done again.

    Where its outcome was written down after all, that stands.
    """
    _abandon([digest_id])


def abandon_lost_digests() -> None:
    """The same for digests whose job gave up: no later attempt comes upon them."""
    given_up = Job.objects.filter(kind=JOB_KIND, state=JobState.FAILED)
    cursors = given_up.values_list("cursor", flat=True)
    _abandon([cursor["digest"] for cursor in cursors if cursor.get("digest")])


def _abandon(digest_ids: Collection[int]) -> None:
    if digest_ids:
        ours = Delivery.objects.filter(digest__in=digest_ids, state=DeliveryState.SENDING)
        _settle(ours, DeliveryState.UNKNOWN, INTERRUPTED)


def _settle(deliveries: QuerySet[Delivery], state: DeliveryState, words: str) -> None:
    deliveries.update(state=state, words=words, settled_at=clock.now())
