"""Of whom study is required: a unit with all below it, or a training class.

What differs between them is answered by one function for each question, chosen by the type of
the target; whom it concerns is asked in `duties.audience`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import singledispatch
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from academy.classes.enums import StaffDuty
from academy.classes.models import ClassStaff, TrainingClass
from academy.classes.models.classes import KEEPERS, OVER
from academy.classes.queries.classes import head_teachers_of
from academy.classes.rules import access
from academy.people.enums import Role
from academy.people.models import Organisation
from academy.people.queries import UnitPlace, place_of, top_units
from courses import rules
from courses.models import kept_by

if TYPE_CHECKING:
    from academy.people.models import User
    from academy.people.rules import Standing

Target = Organisation | TrainingClass

NOT_YOUR_UNIT = "只能给自己管理的单位及其下级单位安排必学。"
NOT_YOUR_CLASS = "培训班的必学由班主任和教务安排。"


# --- Who may ---
@singledispatch
def refusal(target: object, standing: Standing) -> str:
    """Why somebody may not require study of `target`, nor change what is required; "": may."""
    raise TypeError(f"Study is not required of {target!r}.")


@refusal.register(Organisation)
def _unit_refusal(unit: Organisation, standing: Standing) -> str:
    return "" if rules.can_require(standing, unit.path) else NOT_YOUR_UNIT


@refusal.register(TrainingClass)
def _class_refusal(training_class: TrainingClass, standing: Standing) -> str:
    may = access.can_keep_class(standing, head_teachers_of(training_class))
    return "" if may else NOT_YOUR_CLASS


def kept_classes(standing: Standing) -> QuerySet[TrainingClass]:
    """The classes, running or to come, of which somebody may require study: the next first."""
    going = TrainingClass.objects.exclude(state__in=OVER).order_by("starts_on", "code")
    if not standing.is_active:
        return going.none()
    if access.can_plan(standing):
        return going
    heads = ClassStaff.objects.filter(person=standing.user_id, duty=StaffDuty.HEAD_TEACHER)
    return going.filter(pk__in=heads.values("training_class"))


def looks_after_classes(standing: Standing) -> bool:
    """Whether somebody is on the staff of any class."""
    return standing.is_active and kept_by(standing.user_id).exists()


def sees_whole_class(training_class: TrainingClass | None, standing: Standing) -> bool:
    """Whether somebody sees the duties of everybody in a class; no class: no."""
    if training_class is None:
        return False
    kept = training_class.staff.filter(duty__in=KEEPERS)
    staff = frozenset(kept.values_list("person_id", flat=True))
    return rules.can_see_class_study(standing, staff=staff)


# --- What is required already ---
@singledispatch
def required_alike(target: object) -> Q:
    """Of `RequiredStudy` rows: those that concern all of whom something is to be required."""
    raise TypeError(f"Study is not required of {target!r}.")


@required_alike.register(Organisation)
def _of_unit(unit: Organisation) -> Q:
    return Q(organisation__path__in=[*unit.ancestor_paths, unit.path])


@required_alike.register(TrainingClass)
def _of_class(training_class: TrainingClass) -> Q:
    return Q(training_class=training_class)


# --- Choosing ---
NOWHERE = UnitPlace(None, [], [])


@dataclass(frozen=True)
class Choice:
    """Of whom to require: the class or the unit that was chosen, and what else there is.

    `place`: among the units; `classes`: to choose from, while no class was chosen.
    """

    training_class: TrainingClass | None = None
    place: UnitPlace = NOWHERE
    classes: list[TrainingClass] = field(default_factory=list)

    @property
    def target(self) -> Target | None:
        """What was chosen; None while nothing was."""
        return self.training_class or self.place.unit


def choice_among(unit: Organisation | None, viewer: User, standing: Standing) -> Choice:
    """Where a viewer stands among the units and classes of which they may require something."""
    place = _requirable_place(unit, viewer, standing)
    return Choice(place=place, classes=list(kept_classes(standing)))


def _requirable_place(unit: Organisation | None, viewer: User, standing: Standing) -> UnitPlace:
    if unit:
        return place_of(unit, viewer)
    managed = tuple(post for post in standing.posts if post.role == Role.ORGANISATION_MANAGER)
    is_office = rules.can_require(standing, "")
    tops = top_units(standing if is_office else replace(standing, posts=managed))
    return place_of(tops[0], viewer) if len(tops) == 1 else UnitPlace(None, [], tops)
