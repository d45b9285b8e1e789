"""Who may see and do what with classes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from academy.classes.enums import RollMeans
from academy.people.enums import Role
from academy.people.rules import is_within

if TYPE_CHECKING:
    from academy.people.rules import Standing

NOT_YOURS = "只有教务可以安排培训班。"


@dataclass(frozen=True)
class ClassFacts:
    """What the rules know about a class: its people by id, the tree places of its units.

    `is_announced`: anybody beside the academy has been told of it.
    """

    is_announced: bool = False
    staff: frozenset[int] = field(default_factory=frozenset)
    head_teachers: frozenset[int] = field(default_factory=frozenset)
    teachers: frozenset[int] = field(default_factory=frozenset)
    trainees: frozenset[int] = field(default_factory=frozenset)
    paths: frozenset[str] = field(default_factory=frozenset)


def can_see_class(viewer: Standing, found: ClassFacts) -> bool:
    """Pair of `TrainingClassQuerySet.visible_to`."""
    if not viewer.is_active:
        return False
    if viewer.sees_everyone or viewer.sees_trainees:
        return True
    if viewer.user_id in found.staff | found.teachers:
        return True
    if not found.is_announced:
        return False
    near = any(is_within(path, viewer.managed_paths) for path in found.paths)
    return near or viewer.user_id in found.trainees


def can_see_enrolment(
    viewer: Standing, *, person_id: int, path: str, staff: frozenset[int]
) -> bool:
    """Pair of `EnrolmentQuerySet.visible_to`. `path`: of the unit the person comes from."""
    if not viewer.is_active:
        return False
    if viewer.sees_everyone or viewer.sees_trainees or viewer.user_id == person_id:
        return True
    return viewer.user_id in staff or is_within(path, viewer.managed_paths)


def can_plan(standing: Standing) -> bool:
    """Whether somebody plans classes, timetables and what they need: administrators."""
    return standing.is_active and (standing.is_superuser or standing.has_any({Role.ADMINISTRATOR}))


def can_approve_classes(standing: Standing) -> bool:
    """Whether somebody decides which classes are held: leaders and administrators."""
    return can_plan(standing) or (standing.is_active and standing.has_any({Role.LEADER}))


def can_keep_class(standing: Standing, head_teachers: frozenset[int]) -> bool:
    """Whether somebody runs a class day by day: its head teachers, and administrators."""
    return can_plan(standing) or (standing.is_active and standing.user_id in head_teachers)


def can_answer_for(standing: Standing, path: str) -> bool:
    """Whether somebody nominates and agrees for the unit at `path` of the tree."""
    return standing.is_active and is_within(path, standing.managed_paths)


def can_close_resource(standing: Standing, owner_id: int | None) -> bool:
    """Whether somebody says when a resource cannot be had: administrators, a teacher of theirs.

    `owner_id`: the person who is this teacher, None for anything else.
    """
    own = owner_id is not None and standing.user_id == owner_id
    return can_plan(standing) or (standing.is_active and own)


def roll_means(
    standing: Standing,
    *,
    head_teachers: frozenset[int],
    helpers: frozenset[int],
    teachers: frozenset[int],
) -> RollMeans | None:
    """How somebody's marks at a session count; None: they may not mark.

    The session's teachers, the class's head teachers and administrators call the roll; whoever
    follows or helps in the class assists.
    """
    if can_keep_class(standing, head_teachers | teachers):
        return RollMeans.ROLL
    return RollMeans.HELPER if standing.is_active and standing.user_id in helpers else None


def leave_roles(standing: Standing, head_teachers: frozenset[int]) -> frozenset[Role]:
    """As what somebody decides on leave in a class. Administrators stand in for head teachers."""
    held = {Role.LEADER} if standing.is_active and standing.has_any({Role.LEADER}) else set()
    if can_keep_class(standing, head_teachers):
        held.add(Role.HEAD_TEACHER)
    if can_plan(standing):
        held.add(Role.ADMINISTRATOR)
    return frozenset(held)
