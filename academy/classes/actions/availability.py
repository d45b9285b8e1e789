"""When a resource can be had: weekly hours, days of their own, stretches in which it cannot.

All through the lock of the resource: whoever books at the same moment sees the change, or is seen
by it. Nothing here moves or cancels what stands already; what is hit is said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from academy.classes.actions.claims import patiently, resources_locked
from academy.classes.actions.classes import may_plan
from academy.classes.actions.sessions import place_words
from academy.classes.models import Blackout, OpeningException, OpeningRule, Teacher
from academy.classes.notice_kinds import BLACKOUT_HIT
from academy.classes.queries.hits import hits_on, keepers_of
from academy.classes.rules import access
from academy.classes.rules.claims import Closure, stretch_words
from academy.classes.rules.opening import beyond_words
from academy.core import clock
from academy.core.errors import ActionError
from academy.notices.actions import Message, send_notices
from academy.people.models import standing_of

if TYPE_CHECKING:
    from academy.classes.models import Resource, Session
    from academy.classes.rules.opening import Hours, Opening
    from academy.people.models import User

NOT_YOUR_TIME = "只有教务和教师本人可以登记停用时段。"
BACKWARDS = "结束要晚于开始。"


@patiently
def set_openings(*, resource: Resource, rules: Sequence[Opening], by: User) -> list[OpeningRule]:
    """Replace the weekly hours. No rule at all: it can always be had."""
    may_plan(by)
    for rule in rules:
        if rule.closes_at <= rule.opens_at:
            raise ActionError(BACKWARDS)
    with resources_locked([resource.pk]):
        resource.opening_rules.all().delete()
        return OpeningRule.objects.bulk_create(
            OpeningRule(
                resource=resource,
                weekday=rule.weekday,
                opens_at=rule.opens_at,
                closes_at=rule.closes_at,
                valid_from=rule.valid_from,
                valid_until=rule.valid_until,
            )
            for rule in dict.fromkeys(rules)
        )


@patiently
def set_exception(
    *, resource: Resource, day: dt.date, hours: Hours | None, by: User, reason: str = ""
) -> OpeningException:
    """Let a day go by its own rule: open at `hours` (调休), or closed where there are none.

    Said before of the same day: that is replaced.
    """
    may_plan(by)
    if hours and hours[1] <= hours[0]:
        raise ActionError(BACKWARDS)
    opens_at, closes_at = hours or (None, None)
    with resources_locked([resource.pk]):
        found, _ = OpeningException.objects.update_or_create(
            resource=resource,
            day=day,
            defaults={"opens_at": opens_at, "closes_at": closes_at, "reason": reason.strip()},
        )
    return found


@patiently
def remove_exception(*, resource: Resource, day: dt.date, by: User) -> None:
    """Let a day go by the weekly hours again; where it does already, no change."""
    may_plan(by)
    with resources_locked([resource.pk]):
        resource.opening_exceptions.filter(day=day).delete()


@patiently
def add_blackout(
    *, resource: Resource, starts_at: dt.datetime, ends_at: dt.datetime, reason: str, by: User
) -> tuple[Blackout, list[Session]]:
    """Say that a resource cannot be had in a stretch of time, and which sessions that hits.

    Nothing is cancelled: those who look after these sessions are told, once. The same stretch for
    the same reason is entered once. It lies within a year before today and five after.
    """
    _may_close(resource, by)
    if ends_at <= starts_at:
        raise ActionError(BACKWARDS)
    zone = timezone.get_default_timezone()
    if beyond := beyond_words(starts_at, ends_at, clock.today(), zone):
        raise ActionError(beyond)
    if not reason.strip():
        raise ActionError("请写明原因，排课的人会看到。")
    with resources_locked([resource.pk]):
        blackout, _ = Blackout.objects.get_or_create(
            resource=resource,
            starts_at=starts_at,
            ends_at=ends_at,
            reason=reason.strip()[:120],
            defaults={"entered_by": by},
        )
        hits = hits_on(resource, starts_at, ends_at)
        _tell(blackout, hits)
    return blackout, hits


@patiently
def lift_blackout(*, blackout: Blackout, by: User) -> None:
    """Take a blackout back; lifted before: no change."""
    _may_close(blackout.resource, by)
    with resources_locked([blackout.resource_id]):
        Blackout.objects.filter(pk=blackout.pk).delete()


def _may_close(resource: Resource, by: User) -> None:
    owner = Teacher.objects.filter(resource=resource).values_list("person_id", flat=True).first()
    if not access.can_close_resource(standing_of(by), owner):
        raise ActionError(NOT_YOUR_TIME)


def _tell(blackout: Blackout, hits: Sequence[Session]) -> None:
    if not hits:
        return
    send_notices(
        kind=BLACKOUT_HIT,
        messages=[
            Message(
                person=person,
                title=f"停用时段影响 {len(sessions)} 个课次",
                text=_words(blackout, sessions),
                url=reverse("classes:class", args=[sessions[0].training_class.code]),
                key=f"classes.blackout:{blackout.pk}:{person.pk}",
            )
            for person, sessions in keepers_of(list(hits)).items()
        ],
    )


def _words(blackout: Blackout, sessions: Sequence[Session]) -> str:
    resource = blackout.resource
    when = stretch_words(
        Closure(blackout.starts_at, blackout.ends_at, ""), timezone.get_default_timezone()
    )
    named = "；".join(
        f"“{session.title}”（{session.training_class}，{place_words(session)}）"
        for session in sessions
    )
    name = f"{resource.get_kind_display()}{resource.name}"
    return f"{name}{when}停用：{blackout.reason}。课次没有自动取消，请改期或换人：{named}。"
