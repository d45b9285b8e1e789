"""How people were at a session: from the moment they came, and from what was said about them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.timezone import localtime

from academy.classes.enums import AttendanceState, RollMeans

OPENS_BEFORE = 30

PRESENT, LATE, EARLY = AttendanceState.PRESENT, AttendanceState.LATE, AttendanceState.EARLY
LEAVE, ABSENT = AttendanceState.LEAVE, AttendanceState.ABSENT


@dataclass(frozen=True)
class Arrival:
    """What signing in at a moment means. No `state`: nothing is written; `words` say why."""

    state: AttendanceState | None
    words: str


def state_on_arrival(
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    at: dt.datetime,
    late_minutes: int,
    absent_minutes: int,
    opens_before: int = OPENS_BEFORE,
) -> Arrival:
    """How somebody who signs in `at` is at a session.

    Up to `late_minutes` after the start is in time, up to `absent_minutes` is late, later counts
    as absent; each limit belongs to the milder side. Signing in opens `opens_before` minutes
    before the start and closes with the session: outside nothing is written.
    """
    if not 0 <= late_minutes <= absent_minutes:
        raise ValueError("迟到的分钟数不能为负，也不能大于缺课的分钟数。")
    opens_at = starts_at - dt.timedelta(minutes=opens_before)
    if at < opens_at:
        return Arrival(None, f"还没到签到时间，{localtime(opens_at):%H:%M} 开始签到。")
    if at >= ends_at:
        return Arrival(None, "这节课已经结束，不能再签到；如果您到了课，请找班主任补记。")
    after = at - starts_at
    if after <= dt.timedelta(minutes=late_minutes):
        return Arrival(PRESENT, "签到成功：到课。")
    minutes = after // dt.timedelta(minutes=1)
    if after <= dt.timedelta(minutes=absent_minutes):
        return Arrival(LATE, f"签到成功：迟到 {max(minutes, 1)} 分钟。")
    words = (
        f"已过上课时间 {minutes} 分钟，超过 {absent_minutes} 分钟记为缺课；如有原因，请找班主任。"
    )
    return Arrival(ABSENT, words)


def state_on_leaving(
    state: AttendanceState, ends_at: dt.datetime, at: dt.datetime, early_minutes: int
) -> AttendanceState:
    """Who goes more than `early_minutes` before the end left early, even after coming late."""
    is_early = ends_at - at > dt.timedelta(minutes=early_minutes)
    return EARLY if is_early and state in {PRESENT, LATE} else state


def does_attend(state: AttendanceState) -> bool:
    """Whether the session counts as attended: in time, late, and left early (which is flagged).

    Leave and absence do not, whatever the reason: hours are earned by being there.
    """
    return state in {PRESENT, LATE, EARLY}


@dataclass(frozen=True)
class Mark:
    """What is known of one person at one session, and from whom.

    No `means`: nobody said it; approved leave, or the end of a session, filled it in.
    """

    state: AttendanceState
    means: RollMeans | None = None


# Whose word counts more. A scan can be made for somebody else; the teacher sees the room.
_WEIGHT: Mapping[RollMeans | None, int] = {
    None: 0,
    RollMeans.QR: 1,
    RollMeans.CODE: 1,
    RollMeans.HELPER: 2,
    RollMeans.ROLL: 3,
}

# What a person signing in may change about themselves: they come, or they go; they were never
# there before they came, and coming twice does not make anybody later.
_BY_ONESELF: Mapping[AttendanceState, tuple[AttendanceState, ...]] = {
    ABSENT: (PRESENT, LATE),
    LEAVE: (PRESENT, LATE),
    PRESENT: (EARLY,),
    LATE: (EARLY,),
    EARLY: (),
}

# What somebody who looks may change: all, but who has leave is not absent without it.
_BY_SIGHT: Mapping[AttendanceState, tuple[AttendanceState, ...]] = {
    ABSENT: (PRESENT, LATE, EARLY, LEAVE),
    LEAVE: (PRESENT, LATE, EARLY),
    PRESENT: (LATE, EARLY, LEAVE, ABSENT),
    LATE: (PRESENT, EARLY, LEAVE, ABSENT),
    EARLY: (PRESENT, LATE, LEAVE, ABSENT),
}

# Leave that is approved afterwards explains an absence, whoever noted it, and nothing else.
_BY_ITSELF: Mapping[AttendanceState, tuple[AttendanceState, ...]] = {ABSENT: (LEAVE,)}

REPLACES: Mapping[RollMeans | None, Mapping[AttendanceState, tuple[AttendanceState, ...]]] = {
    None: _BY_ITSELF,
    RollMeans.QR: _BY_ONESELF,
    RollMeans.CODE: _BY_ONESELF,
    RollMeans.HELPER: _BY_SIGHT,
    RollMeans.ROLL: _BY_SIGHT,
}


def may_replace(old: Mark, new: Mark) -> bool:
    """Whether a new mark takes the place of a standing one. A mark that says the same does not."""
    if new.state not in REPLACES[new.means].get(old.state, ()):
        return False
    return new.means is None or _WEIGHT[new.means] >= _WEIGHT[old.means]


def settle(old: Mark | None, new: Mark | None) -> Mark | None:
    """What stands after a new mark. None: nothing known yet, or a scan that wrote nothing."""
    if old is None or new is None:
        return new or old
    return new if may_replace(old, new) else old


def refusal_words(old: Mark) -> str:
    """Why a mark stayed as it was, and whom to ask."""
    source = f"{old.means.label}已记为" if old.means else "已记为"
    return f"{source}“{old.state.label}”，没有改动；如有出入，请找班主任。"


@dataclass(frozen=True)
class Rate:
    """到课率: `attended` of `expected`. `share` is exact, None when nobody was expected."""

    attended: int
    expected: int
    share: Fraction | None
    words: str


def rate_of(states: Iterable[AttendanceState | None], unit: str = "人") -> Rate:
    """How many came. None is not signed in yet. `unit`: 人 for a session, 次 for a person.

    Everybody on the list is expected, also those on leave: leave explains, it does not attend.
    """
    counts = Counter(states)
    expected = counts.total()
    attended = sum(counts[state] for state in AttendanceState if does_attend(state))
    share = Fraction(attended, expected) if expected else None
    told = [f"应到 {expected} {unit}", f"实到 {attended} {unit}{_flagged(counts, unit)}"]
    told += [f"{s.label} {counts[s]} {unit}" for s in (LEAVE, ABSENT) if counts[s]]
    told += [f"未签到 {counts[None]} {unit}"] if counts[None] else []
    told += [f"到课率 {percent_words(share)}"] if share is not None else []
    return Rate(attended, expected, share, "，".join(told))


def _flagged(counts: Counter[AttendanceState | None], unit: str) -> str:
    flags = "、".join(f"{s.label} {counts[s]} {unit}" for s in (LATE, EARLY) if counts[s])
    return f"（{flags}）" if flags else ""


def percent_words(share: Fraction) -> str:
    """A share to one place, rounded down, so that 100% is everybody: 97.5%."""
    return f"{Decimal(int(share * 1000)) / 10}%"
