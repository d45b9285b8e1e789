"""Leave in a class: what it takes of the hours, how near the limit it comes, who decides.

Leave beyond one seventh of a class's hours counts as withdrawal (干部教育培训工作条例, 2023);
the share itself is a setting. Hours are compared as fractions: never floats at a threshold.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from academy.learning.rules.hours import CENT, figure
from academy.people.enums import Role

NOTHING = Decimal(0)
STEP = Decimal("0.5")
SEVENTH = Fraction(1, 7)

# Start, end and class hours of a session.
Slot = tuple[dt.datetime, dt.datetime, Decimal]


@dataclass(frozen=True)
class Rung:
    """Leave of up to `up_to` hours (None: of any length) is decided by `roles`, in this order."""

    up_to: Decimal | None
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class LeaveRule:
    """A policy. `limit`: the share of a class's hours; `chain`: the shortest leave first."""

    limit: Fraction
    chain: tuple[Rung, ...]


# What an academy starts with: half a day, a day, longer.
USUAL_RULE = LeaveRule(
    SEVENTH,
    (
        Rung(Decimal(4), (Role.HEAD_TEACHER,)),
        Rung(Decimal(8), (Role.HEAD_TEACHER, Role.ADMINISTRATOR)),
        Rung(None, (Role.HEAD_TEACHER, Role.ADMINISTRATOR, Role.LEADER)),
    ),
)


def check_rule(rule: LeaveRule) -> None:
    """ValueError in words when a policy leaves some leave undecided or its share makes no sense."""
    if not 0 < rule.limit <= 1:
        raise ValueError("请假上限须大于 0，不超过全部学时。")
    *shorter, longest = [rung.up_to for rung in rule.chain] or [NOTHING]
    if longest is not None:
        raise ValueError("审批的最后一档须不限学时。")
    limited = [NOTHING, *(length for length in shorter if length is not None)]
    if len(limited) <= len(shorter) or limited != sorted(set(limited)):
        raise ValueError("审批各档的学时须从小到大，不能为 0 或重复。")
    if any(not rung.roles or len(set(rung.roles)) < len(rung.roles) for rung in rule.chain):
        raise ValueError("审批每一档须写明由谁审批，同一角色只写一次。")


@dataclass(frozen=True)
class Gauge:
    """How a request stands against the limit, in hours; `words` are shown before it is sent.

    `limit`: the exact share of `total`. `share`: used and asked out of `total`, 0 without hours.
    """

    used: Decimal
    asked: Decimal
    limit: Fraction
    total: Decimal
    share: Fraction
    is_exceeded: bool
    words: str


def gauge_leave(total: Decimal, used: Decimal, asked: Decimal, limit: Fraction = SEVENTH) -> Gauge:
    """A class's `total` hours, the hours `used` (approved, less those given back) and `asked` now.

    Exactly the limit passes. A class whose timetable holds no hours yet has no limit to exceed.
    """
    if min(total, used, asked) < 0:
        raise ValueError("学时不能为负数。")
    taken, allowed = Fraction(used) + Fraction(asked), Fraction(total) * limit
    is_exceeded = bool(total) and taken > allowed
    return Gauge(
        used=used,
        asked=asked,
        limit=allowed,
        total=total,
        share=taken / Fraction(total) if total else Fraction(0),
        is_exceeded=is_exceeded,
        words=_taken_words(used, asked) + _limit_words(total, limit, is_exceeded),
    )


def _taken_words(used: Decimal, asked: Decimal) -> str:
    if not asked:
        return f"已用 {figure(used)} 学时；"
    return f"已用 {figure(used)} 学时，这次 {figure(asked)} 学时，共 {figure(used + asked)} 学时；"


def _limit_words(total: Decimal, limit: Fraction, is_exceeded: bool) -> str:
    if not total:
        return "培训班还没有排定学时，上限排课后才知道"
    part = f"{figure(total)} 学时的 {limit.numerator}/{limit.denominator}"
    words = f"上限 {figure(_rounded_down(Fraction(total) * limit))} 学时（{part}）"
    return f"{words}；已超过上限，按规定作退学处理" if is_exceeded else words


def _rounded_down(hours: Fraction) -> Decimal:
    """To the cent and never more than is allowed."""
    return (hours // Fraction(CENT)) * CENT


def hours_missed(starts_at: dt.datetime, ends_at: dt.datetime, sessions: Iterable[Slot]) -> Decimal:
    """Class hours of the sessions that leave from `starts_at` to `ends_at` cuts into.

    Of each session the part that overlaps, rounded up to half a class hour (0.5 学时) and never
    more than the session has: who leaves ten minutes before the end misses half a class hour.
    """
    return sum((_missed_of(starts_at, ends_at, slot) for slot in sessions), NOTHING)


def _missed_of(starts_at: dt.datetime, ends_at: dt.datetime, slot: Slot) -> Decimal:
    begins, closes, hours = slot
    overlap = min(ends_at, closes) - max(starts_at, begins)
    if overlap <= dt.timedelta(0):
        return NOTHING
    part = Fraction(
        overlap // dt.timedelta.resolution, (closes - begins) // dt.timedelta.resolution
    )
    return min(ceil(part * Fraction(hours) / Fraction(STEP)) * STEP, hours)


def hours_given_back(
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    returned_at: dt.datetime,
    sessions: Iterable[Slot],
) -> Decimal:
    """Hours of a leave that its early return (销假) frees: those missed only after the return."""
    slots = tuple(sessions)
    back = min(max(returned_at, starts_at), ends_at)
    return hours_missed(starts_at, ends_at, slots) - hours_missed(starts_at, back, slots)


def steps_for(rule: LeaveRule, hours: Decimal, *, is_exceeded: bool = False) -> tuple[Role, ...]:
    """Who decides on leave of these hours, in order. Beyond the class's limit, the whole chain."""
    rungs = (rung for rung in rule.chain if rung.up_to is None or hours <= rung.up_to)
    return rule.chain[-1].roles if is_exceeded else next(rungs).roles


def next_step(steps: Sequence[Role], agreed: int) -> Role | None:
    """Who decides now, after `agreed` steps agreed; None when nobody is left to ask."""
    return steps[agreed] if agreed < len(steps) else None


def may_decide(roles: Collection[Role], step: Role | None, *, is_own: bool = False) -> bool:
    """Whether one with these roles (in this class) decides the step; nobody decides their own."""
    return step in roles and not is_own


def holds_step(roles: Collection[Role], steps: Iterable[Role]) -> bool:
    """Whether one with these roles (in this class) decides, or decided, any of the steps."""
    return any(step in roles for step in steps)


def outside_words(
    starts_at: dt.datetime, ends_at: dt.datetime, first: dt.date, last: dt.date, zone: dt.tzinfo
) -> str:
    """Why leave from `starts_at` to `ends_at` does not lie in a class's days; "" where it does.

    A class lasts from the beginning of its `first` to the end of its `last` day, by the zone.
    """
    midnight = dt.time.min
    begins = dt.datetime.combine(first, midnight, zone)
    ends = dt.datetime.combine(last, midnight, zone) + dt.timedelta(days=1)
    if begins <= starts_at and ends_at <= ends:
        return ""
    return f"请假要在开班期间内：{first:%Y-%m-%d} 至 {last:%Y-%m-%d}。"


def chain_words(steps: Sequence[Role]) -> str:
    """Who will be asked, as the form says before sending: 班主任 → 教务."""
    return " → ".join(step.label for step in steps)
