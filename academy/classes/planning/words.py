"""Why a place will not do, counted and in words that name who or what is in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from academy.classes.planning.problem import Resource
from academy.classes.planning.times import span_words
from academy.classes.planning.timetable import Claim

# So many are named of one time; the others are counted.
NAMED = 3


class Reason(StrEnum):
    """Why a candidate fails; the value is what a count of them is called on screen."""

    OUTSIDE_DATES = "不在培训班的上课日期内"
    NO_SLOT = "没有足够长的上课时段"
    ORDER = "打乱课次顺序"
    CLASS_CLOSED = "本班停课"
    CLASS_BUSY = "本班已有课次"
    NO_FIT_TEACHER = "没有合适的教师"
    TEACHER_AWAY = "教师不在可授课时间"
    TEACHER_BLACKOUT = "教师停用"
    TEACHER_BUSY = "教师已有安排"
    TEACHER_LIMIT = "教师课量已满"
    NO_ROOM = "没有可用的教室"
    ROOM_TOO_SMALL = "教室太小"
    ROOM_CLOSED = "教室未开放"
    ROOM_BLACKOUT = "教室停用"
    ROOM_BUSY = "教室已被占用"


@dataclass(frozen=True)
class Blocker:
    """One thing in the way: what it is in words, and whom to ask when there is somebody."""

    reason: Reason
    words: str
    contact: str = ""


@dataclass(frozen=True)
class Moment:
    """A time that was looked at and everything that spoils it; nothing when places are left."""

    start: int
    end: int
    candidates: int
    blockers: tuple[Blocker, ...]

    @property
    def words(self) -> str:
        """周三上午 …：who blocks it, the first few by name."""
        named = "；".join(blocker.words for blocker in self.blockers[:NAMED])
        more = len(self.blockers) - NAMED
        rest = f"；另有 {more} 项冲突" if more > 0 else ""
        return f"{span_words(self.start, self.end)}：{named}{rest}"


@dataclass(frozen=True)
class Explanation:
    """What became of every candidate (time, teachers, room) of a session.

    Each candidate that fails is counted once, under the first reason in the order of `Reason`
    that spoils its time, else its teachers, else its room: so the counts and `candidates`, the
    number of places left, add up to `considered`.
    """

    session_id: int
    title: str
    considered: int
    candidates: int
    counts: Mapping[Reason, int]
    general: tuple[Blocker, ...]
    moments: tuple[Moment, ...]

    @property
    def is_hopeless(self) -> bool:
        return self.candidates == 0

    @property
    def summary(self) -> str:
        """One sentence: how many candidates failed for which reasons, the commonest first."""
        if not self.considered:
            return f"“{self.title}”没有可供考虑的安排。"
        ordered = sorted(self.counts.items(), key=lambda item: -item[1])
        failed = "、".join(f"{reason} {count} 种" for reason, count in ordered)
        left = f"还有 {self.candidates} 种可行" if self.candidates else "没有一种可行"
        reasons = f"：{failed}" if failed else ""
        return f"“{self.title}”考虑了 {self.considered} 种安排，{left}{reasons}。"

    @property
    def lines(self) -> tuple[str, ...]:
        """What holds at any time, then every spoilt time with those who block it."""
        general = (blocker.words for blocker in self.general)
        return (*general, *(moment.words for moment in self.moments if not moment.candidates))


def claim_words(resource: Resource, claim: Claim) -> str:
    """教师张敏已有“…”（某班），联系教务处 …; a blackout tells its reason."""
    if claim.is_blackout:
        return f"{resource.words}停用：{claim.label}"
    asked = f"，联系{claim.contact}" if claim.contact else ""
    return f"{resource.words}已有{claim.label}{asked}"
