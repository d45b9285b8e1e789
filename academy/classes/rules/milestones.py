"""What must be there before a class takes its next step; everything that is missing at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from academy.classes.enums import ClassState, PaperKind


@dataclass(frozen=True)
class World:
    """What the rules know about a class. Counts are of people or sessions.

    `undecided`: nominated or agreed, waiting for an answer. `open_sessions`: those begun in the
    past whose roll is still open, by title. `papers`: the kinds that are filed.
    """

    today: dt.date
    starts_on: dt.date
    ends_on: dt.date
    capacity: int
    aim: str = ""
    head_teachers: int = 0
    quotas: int = 0
    undecided: int = 0
    confirmed: int = 0
    arrived: int = 0
    published: int = 0
    unplaced: int = 0
    open_sessions: tuple[str, ...] = ()
    papers: frozenset[str] = frozenset()


def missing_for_approval(world: World) -> list[str]:
    return [] if world.aim.strip() else ["写明目的和内容（方案要点）"]


def missing_for_announcement(world: World) -> list[str]:
    found = []
    if not world.head_teachers:
        found.append("指定班主任")
    if not world.quotas:
        found.append("给单位分配名额")
    if world.quotas > world.capacity:
        found.append(f"名额合计 {world.quotas} 个，超过计划人数 {world.capacity}，请调整")
    if world.ends_on < world.today:
        found.append("班期已过，请改日期")
    return found


def missing_for_confirmation(world: World) -> list[str]:
    found = []
    if world.undecided:
        found.append(f"还有 {world.undecided} 人没有审定，请确认或退回")
    if not world.confirmed:
        found.append("至少确认一名学员")
    return found


def missing_for_opening(world: World) -> list[str]:
    found = []
    if world.today < world.starts_on:
        found.append(f"开班日期是 {world.starts_on.month}月{world.starts_on.day}日，还没有到")
    if not world.published:
        found.append("公布课表")
    return found


def missing_for_completion(world: World) -> list[str]:
    found = []
    if world.today < world.ends_on:
        found.append(f"结业日期是 {world.ends_on.month}月{world.ends_on.day}日，还没有到")
    if world.unplaced:
        found.append(f"还有 {world.unplaced} 节课没有排定，请公布或取消")
    if world.open_sessions:
        names = "、".join(f"“{title}”" for title in world.open_sessions[:5])
        more = f"等 {len(world.open_sessions)} 节" if len(world.open_sessions) > 5 else ""
        found.append(f"完成点名：{names}{more}")
    if not world.arrived:
        found.append("还没有一名学员报到")
    return found


def missing_for_closing(world: World) -> list[str]:
    """The four papers, and a decision about everybody."""
    papers = [kind.label for kind in PaperKind if kind.value not in world.papers]
    found = [f"归档{'、'.join(papers)}"] if papers else []
    if world.arrived:
        found.append(f"还有 {world.arrived} 人没有结业结论，请稍等后台核算完成")
    return found


def nothing_missing(world: World) -> list[str]:
    return []


MISSING: Mapping[ClassState, Callable[[World], Sequence[str]]] = {
    ClassState.PLANNED: nothing_missing,
    ClassState.APPROVED: missing_for_approval,
    ClassState.ANNOUNCED: missing_for_announcement,
    ClassState.CONFIRMED: missing_for_confirmation,
    ClassState.RUNNING: missing_for_opening,
    ClassState.COMPLETED: missing_for_completion,
    ClassState.CLOSED: missing_for_closing,
    ClassState.CANCELLED: nothing_missing,
}


def missing_for(state: ClassState, world: World) -> list[str]:
    """What must still be done before a class may become `state`; empty when nothing is."""
    return list(MISSING[state](world))


def is_closing_late(world_day: dt.date, ends_on: dt.date, closing_days: int) -> bool:
    """Whether a class that is over should have been closed by now."""
    return world_day > ends_on + dt.timedelta(days=closing_days)
