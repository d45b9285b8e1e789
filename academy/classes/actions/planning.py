"""Ask the timetabling help: the search runs in a job and ends in a proposal, nothing else."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings

from academy.classes.actions.classes import may_plan
from academy.classes.actions.proposals import Asked
from academy.classes.enums import ProposalKind
from academy.classes.models import Teacher, TrainingClass
from academy.classes.models.classes import ENDED
from academy.classes.planning import solver
from academy.classes.planning.greedy import arrange
from academy.classes.planning.replanning import Absence, replan_absence
from academy.classes.planning.solver import Limits
from academy.classes.queries.planning import load_absence, load_class
from academy.core import clock
from academy.core.errors import ActionError
from academy.jobs.actions import enqueue_job
from academy.people.models import User

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from academy.classes.planning import greedy as engine
    from academy.jobs.models import Job

    Answer = tuple[Asked, Sequence[engine.Proposal]]

ARRANGE_KIND = "classes.arrange"
REPLAN_KIND = "classes.replan"
LONGEST_SEARCH = 20  # seconds
CLASS_ENDED = "这个培训班已经结束，不能再排课。"
BACKWARDS = "请假的结束时间要晚于开始时间。"
BYGONE = "这段时间已经过去了。"
NO_SOLVER = (
    "系统没有安装求解器，不能自动重排。请逐次打开“五个最好的位置”人工调整，或请系统管理员安装。"
)
NOT_HIT = "{}在这段时间里没有课，不用重排。"


def propose_class(*, training_class: TrainingClass, by: User, key: UUID | None = None) -> Job:
    """Look for places for the sessions of a class that have none (排本班), in the background.

    The same `key` gives the job asked for before.
    """
    may_plan(by)
    if training_class.state in ENDED:
        raise ActionError(CLASS_ENDED)
    return enqueue_job(
        kind=ARRANGE_KIND,
        title=f"排本班：{training_class.name}",
        params={"class": training_class.pk, "by": by.pk},
        owner=by,
        idempotency_key=f"{ARRANGE_KIND}:{key}" if key else "",
    )


def propose_replanning(
    *,
    teacher: Teacher,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    reason: str,
    by: User,
    key: UUID | None = None,
) -> Job:
    """Look for new places for what a teacher cannot give then, with as few changes as possible.

    Needs the solver. The same `key` gives the job asked for before.
    """
    may_plan(by)
    if not solver.is_available():
        raise ActionError(NO_SOLVER)
    if ends_at <= starts_at:
        raise ActionError(BACKWARDS)
    if ends_at <= clock.now():
        raise ActionError(BYGONE)
    params = {"teacher": teacher.pk, "reason": reason.strip(), "by": by.pk}
    stretch = {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
    return enqueue_job(
        kind=REPLAN_KIND,
        title=f"教师请假重排：{teacher.name}",
        params=params | stretch,
        owner=by,
        idempotency_key=f"{REPLAN_KIND}:{key}" if key else "",
    )


def search_class(params: Mapping[str, Any]) -> Answer:
    """The search behind `propose_class`: it reads, and takes its time, outside a transaction."""
    found = TrainingClass.objects.get(pk=params["class"])
    loaded, own = load_class(found), found.resource_id
    asked = Asked(
        kind=ProposalKind.ARRANGE,
        title=f"排本班：{found.name}",
        versions=loaded.versions,
        training_class=found,
        by=_asker(params),
    )
    if solver.is_available():
        return asked, solver.arrange_class(loaded.problem, own, _limits()).proposals
    return asked, arrange(loaded.problem, {own})


def search_replanning(params: Mapping[str, Any]) -> Answer:
    """The search behind `propose_replanning`. What is over already is not asked about."""
    teacher = Teacher.objects.get(pk=params["teacher"])
    starts_at = max(dt.datetime.fromisoformat(params["starts_at"]), clock.now())
    ends_at = dt.datetime.fromisoformat(params["ends_at"])
    loaded = load_absence(teacher, starts_at, ends_at)
    if loaded is None:
        raise ActionError(NOT_HIT.format(teacher.name))
    if not solver.is_available():
        raise ActionError(NO_SOLVER)
    absence = Absence(starts_at, ends_at, teacher.resource_id, params["reason"] or "请假")
    asked = Asked(
        kind=ProposalKind.REPLAN,
        title=f"教师请假重排：{teacher.name}（{_dates(starts_at, ends_at)}）",
        versions=loaded.versions,
        by=_asker(params),
    )
    return asked, replan_absence(loaded.problem, absence, _limits()).proposals


def _limits() -> Limits:
    """Well within the lease of the job: nobody else begins it while the solver is at work."""
    return Limits(seconds=min(LONGEST_SEARCH, settings.JOBS_LEASE_SECONDS / 3))


def _asker(params: Mapping[str, Any]) -> User | None:
    found: User | None = User.objects.filter(pk=params["by"]).first()
    return found


def _dates(starts_at: dt.datetime, ends_at: dt.datetime) -> str:
    """11月30日至12月1日; the day once where it is one."""
    last = clock.local_date(ends_at - dt.timedelta(seconds=1))
    days = dict.fromkeys((clock.local_date(starts_at), last))
    return "至".join(f"{day.month}月{day.day}日" for day in days)
