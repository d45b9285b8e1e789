"""Signing in to a session oneself: by a scan of the hall screen, or by its six digits.

Nobody has to: the teacher's roll comes first. No place is asked for. Where one device signs two
people in, both are flagged for the head teacher; nobody is turned away. To notice that, a salted
hash of the device's cookie is kept in the cache, for this session only, for a day at most.
"""

from __future__ import annotations

import datetime as dt
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils.timezone import localtime

from academy.classes.actions.attendance import (
    lock_enrolments,
    opens_before,
    roll_is_open,
    write_marks,
)
from academy.classes.actions.claims import patiently
from academy.classes.enums import RollMeans
from academy.classes.limits import minutes_to_wait
from academy.classes.models import Attendance, Enrolment, Session
from academy.classes.models.sessions import ON_ROLL
from academy.classes.queries.hours import class_policy
from academy.classes.rules import roll_codes
from academy.classes.rules.attendance import Arrival, Mark, state_on_arrival
from academy.core import clock
from academy.core.errors import ActionError

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from academy.people.models import User

NOT_ON_LIST = "您不在这个培训班的名单上，不能签到。如果您来旁听，请告诉班主任。"
NO_SUCH_CODE = "数字码不对，或者已经换了。请看屏幕上现在的六位数字，再输一次。"
TOO_MANY = "试的次数太多了，请过 {minutes} 分钟再试，或者请老师点名。"
SHARED = "同一部手机为多人签到，请核实"
OVER = "这节课的点名已经结束；如果您到了课，请找班主任更正。"
DAY = 24 * 60 * 60
# Digits of the largest number a row can have, less one.
LONGEST_NUMBER = 18


@dataclass(frozen=True)
class SignedIn:
    """What came of signing in. `attendance`: None where nothing was written; `words` say why."""

    session: Session
    attendance: Attendance | None
    words: str


def scan_ticket(*, token: str) -> str:
    """What a scanned address `session.token` is worth: a ticket for five minutes.

    ActionError in words when the screen has moved on.
    """
    number, _, shown = token.partition(".")
    now = clock.now()
    is_number = number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER
    if not is_number or not roll_codes.accepts_token(shown, int(number), now, settings.SECRET_KEY):
        raise ActionError("这个二维码已经过期，请重新扫屏幕上现在的二维码。")
    return roll_codes.issue_ticket(int(number), now, settings.SECRET_KEY)


def sign_in_by_ticket(*, ticket: str, person: User, device: str = "") -> SignedIn:
    """Sign in with a scan made up to five minutes ago; it counts at its own time."""
    session, at = read_scan(ticket)
    return sign_in(session=session, person=person, means=RollMeans.QR, at=at, device=device)


def read_scan(ticket: str) -> tuple[Session, dt.datetime]:
    """The session of a ticket and when it was scanned; ActionError in words when it is void."""
    try:
        scan = roll_codes.read_ticket(ticket, clock.now(), settings.SECRET_KEY)
    except ValueError as error:
        raise ActionError(str(error)) from error
    session = _sessions().filter(pk=scan.session_id).first()
    if session is None:
        raise ActionError("这节课已经不在课表上了。")
    return session, scan.scanned_at


def sign_in_by_code(*, code: str, person: User, device: str = "") -> SignedIn:
    """Sign in with the digits on the screen, to whichever of one's sessions shows them now."""
    if minutes := minutes_to_wait(person.pk):
        raise ActionError(TOO_MANY.format(minutes=minutes))
    now = clock.now()
    for session in _near(person, now):
        if roll_codes.accepts_code(code, session.pk, now, settings.SECRET_KEY):
            return sign_in(
                session=session, person=person, means=RollMeans.CODE, at=now, device=device
            )
    raise ActionError(NO_SUCH_CODE)


def _sessions() -> QuerySet[Session]:
    found: QuerySet[Session] = Session.objects.non_polymorphic().select_related("training_class")
    return found


def _near(person: User, now: dt.datetime) -> QuerySet[Session]:
    """Sessions of one's classes on this day; screens show codes all day, tried early or not."""
    mine = Enrolment.objects.expected().filter(person=person)
    day = dt.timedelta(hours=12)
    return _sessions().filter(
        training_class__in=mine.values("training_class"),
        starts_at__lt=now + day,
        ends_at__gt=now - day,
    )


@patiently
@transaction.atomic
def sign_in(
    *, session: Session, person: User, means: RollMeans, at: dt.datetime, device: str = ""
) -> SignedIn:
    """Note that somebody came `at` this time; the caller has seen that they saw the screen.

    Too early or too late writes nothing and says so. Twice is once. `device`: what its cookie
    says. Raises ActionError for those who are not on the list, and once the roll is closed.
    """
    mine = Enrolment.objects.expected().filter(training_class=session.training_class_id)
    enrolment = mine.filter(person=person).first()
    if enrolment is None:
        raise ActionError(NOT_ON_LIST)
    if session.state in ON_ROLL and (arrival := _arrival(session, at)).state is None:
        return SignedIn(session, None, arrival.words)
    lock_enrolments([enrolment.pk])
    roll_is_open(session, OVER)
    arrival = _arrival(session, at)
    if arrival.state is None:
        return SignedIn(session, None, arrival.words)
    marks = {enrolment.pk: Mark(arrival.state, means)}
    written, _ = write_marks(session=session, marks=marks, by=person)
    row = Attendance.objects.get(session=session, enrolment=enrolment)
    _flag_shared_device(row, device)
    return SignedIn(session, row, arrival.words if written else _words(row))


def _arrival(session: Session, at: dt.datetime) -> Arrival:
    """Late is late until the end: whether so late counts as absent is for the teacher to say."""
    if session.starts_at is None or session.ends_at is None:
        return Arrival(None, "这节课还没有排定时间，不能签到。")
    late = class_policy().late_minutes
    length = (session.ends_at - session.starts_at) // dt.timedelta(minutes=1)
    return state_on_arrival(
        session.starts_at, session.ends_at, at, late, max(late, length), opens_before()
    )


def _words(row: Attendance) -> str:
    return f"{localtime(row.marked_at):%H:%M} 已记为“{row.get_state_display()}”，不用再签。"


def _flag_shared_device(row: Attendance, device: str) -> None:
    """Flag everybody whom this device signed in to this session once it is more than one."""
    if not device:
        return
    # With the session in it: the same device cannot be followed from one session to another.
    named = f"{row.session_id}:{device}".encode(errors="replace")
    key = f"roll-device:{hmac.digest(settings.SECRET_KEY.encode(), named, 'sha256').hex()}"
    first = cache.get_or_set(key, row.enrolment_id, timeout=DAY)
    if first == row.enrolment_id:
        return
    both = Attendance.objects.filter(
        session=row.session_id, enrolment__in=[first, row.enrolment_id]
    )
    both.update(note=SHARED)
