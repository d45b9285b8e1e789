"""What is required of units and classes: before it is, how far people are, and who they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from academy.core import clock
from academy.learning.models import Activity, Completion
from academy.learning.places import Place, places_for
from academy.people.models import Organisation
from academy.people.queries import UnitPlace, place_of, top_units
from academy.people.rules import can_see_organisation
from courses import rules
from courses.enums import CourseForm, DutyState
from courses.models import CourseEnrolment, CoursePage, RequiredStudy, StudyDuty
from courses.queries.duties import audience
from courses.queries.targets import required_alike

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from academy.core.sheets import Cell
    from academy.people.models import User
    from academy.people.rules import Standing
    from courses.queries.targets import Target

# A filter of lists beside the states: open, and past the deadline.
OVERDUE = "overdue"
CHUNK = 500


# --- Choosing what and of whom ---
def requirable_courses(words: str) -> QuerySet[CoursePage]:
    """Courses that can be required, with `words` in the title, by title."""
    found: QuerySet[CoursePage] = CoursePage.objects.live().exclude(form=CourseForm.OFFLINE)
    return found.filter(title__icontains=words).order_by("title", "pk")


def requirable_activities(words: str) -> QuerySet[Activity]:
    """Published activities with `words` in the title, by title."""
    live: QuerySet[Activity] = Activity.objects.filter(live=True, title__icontains=words)
    return live.non_polymorphic().order_by("title", "pk")  # type: ignore[attr-defined,no-any-return]


def with_places(
    viewer: User, activities: Iterable[Activity]
) -> list[tuple[Activity, Place | None]]:
    """Each activity with where it is done; those that stand nowhere cannot be required."""
    listed = list(activities)
    places = places_for(viewer, [activity.pk for activity in listed])
    return [(activity, places.get(activity.pk)) for activity in listed]


# --- Before it is required ---
def is_used(key: UUID) -> bool:
    """Whether a form with this key has required something before."""
    return RequiredStudy.objects.filter(key=key).exists()


@dataclass(frozen=True)
class Preview:
    """What requiring something of a unit would mean. `same`: what is required already."""

    people: int
    done: int
    same: list[RequiredStudy]

    @property
    def to_do(self) -> int:
        return self.people - self.done


def preview(target: Target, *, course: CoursePage | None, activity: Activity | None) -> Preview:
    """How many people it concerns and how many have done it: three queries."""
    people = audience(target).values("user_id")
    done: QuerySet[CourseEnrolment] | QuerySet[Completion] = (
        CourseEnrolment.objects.filter(course=course, completed_at__isnull=False)
        if course
        else Completion.objects.filter(activity=activity)
    )
    same = RequiredStudy.objects.current(clock.now()).filter(course=course, activity=activity)
    return Preview(
        people=people.distinct().count(),
        done=done.filter(user__in=people).count(),
        same=list(
            same.filter(required_alike(target))
            .select_related("organisation", "training_class", "course", "activity")
            .order_by("due_at")[:3]
        ),
    )


# --- Figures and lists ---
@dataclass(frozen=True)
class Figures:
    """How many people: concerned (those it is no longer required of left out), done, overdue."""

    people: int = 0
    done: int = 0
    overdue: int = 0

    @property
    def undone(self) -> int:
        return self.people - self.done

    @property
    def words(self) -> str:
        """The same as a sentence."""
        if not self.people:
            return "还没有涉及的学员"
        parts = [f"应学 {self.people} 人", f"已完成 {self.done} 人"]
        parts += [f"未完成 {self.undone} 人"] if self.undone else []
        parts += [f"其中已过期 {self.overdue} 人"] if self.overdue else []
        return "，".join(parts)


def figures_of(duties: QuerySet[StudyDuty]) -> dict[int, Figures]:
    """Figures of each requirement among `duties`: one query."""
    now = clock.now()
    counts = {
        "people": Count("pk", filter=~Q(state=DutyState.WITHDRAWN)),
        "done": Count("pk", filter=Q(state=DutyState.DONE)),
        "overdue": Count("pk", filter=Q(state=DutyState.OPEN, due_at__lt=now)),
    }
    rows = duties.order_by().values_list("required_id").annotate(**counts)
    return {required_id: Figures(*figures) for required_id, *figures in rows}


def required_studies(viewer: User, *, ended: bool) -> QuerySet[RequiredStudy]:
    """What the viewer may see of what is required: soonest deadline first, or what is over."""
    seen = RequiredStudy.objects.visible_to(viewer).select_related(
        "organisation", "training_class", "course", "activity"
    )
    current = Q(withdrawn_at=None, due_at__gte=clock.now())
    return seen.exclude(current).order_by("-due_at", "-pk") if ended else seen.filter(current)


def duties_below(
    required: RequiredStudy, viewer: User, *, unit: Organisation | None
) -> QuerySet[StudyDuty]:
    """The visible duties of a requirement, of all units or of those at and below `unit`."""
    duties = StudyDuty.objects.visible_to(viewer).filter(required=required)
    return duties.filter(organisation__path__startswith=unit.path) if unit else duties


def by_unit_and_name(duties: QuerySet[StudyDuty], state: str) -> QuerySet[StudyDuty]:
    """Duties as lists show them, never ordered by merit.

    `state`: a `DutyState`, "overdue", or anything else for all those that still stand.
    """
    shown = _in_state(duties, state).select_related("person", "organisation")
    return shown.order_by("organisation__path", "person__name", "pk")


def _in_state(duties: QuerySet[StudyDuty], state: str) -> QuerySet[StudyDuty]:
    if state == OVERDUE:
        return duties.filter(state=DutyState.OPEN, due_at__lt=clock.now())
    if state in DutyState.values:
        return duties.filter(state=state)
    return duties.exclude(state=DutyState.WITHDRAWN)


def place_in(
    required: RequiredStudy, unit: Organisation | None, viewer: User, standing: Standing
) -> UnitPlace:
    """Where the viewer stands in the part of the tree that is concerned and visible.

    Of a class: the units from which its visible people come, beside the one that was chosen.
    """
    top = required.organisation
    if top is None:
        others = [each for each in units_concerned(required, viewer) if each != unit]
        return UnitPlace(unit, [], others)
    if unit is None and can_see_organisation(standing, top.path):
        return place_of(top, viewer)
    if unit:
        return place_of(unit, viewer)
    tops = [each for each in top_units(standing) if each.is_descendant_of(top)]
    return place_of(tops[0], viewer) if len(tops) == 1 else UnitPlace(None, [], tops)


def units_concerned(required: RequiredStudy, viewer: User) -> QuerySet[Organisation]:
    """The units to which a list can be narrowed; of a class, those of its visible people."""
    units: QuerySet[Organisation] = Organisation.objects.order_by("path")
    if required.organisation:
        return units.filter(path__startswith=required.organisation.path)
    duties = duties_below(required, viewer, unit=None)
    return units.filter(pk__in=duties.values("organisation"))


# --- As a table ---
SHEET_TITLE = "必学名单"
SHEET_COLUMNS = [("单位", 44), ("姓名", 14), ("账号", 18), ("截止日期", 12), ("情况", 30)]


def sheet_rows(duties: QuerySet[StudyDuty]) -> Iterator[tuple[Cell, ...]]:
    """Rows of `SHEET_COLUMNS`, with the units' whole ways from the top.

    Which rows is settled at the beginning; they are read in chunks, between which nothing is open
    in the database, so that a job may write how far it is.
    """
    names = dict(Organisation.objects.values_list("path", "name"))
    ids, today = list(duties.values_list("pk", flat=True)), clock.today()
    whole = StudyDuty.objects.select_related("person", "organisation")
    for at in range(0, len(ids), CHUNK):
        found = whole.in_bulk(ids[at : at + CHUNK])
        for duty in (found[pk] for pk in ids[at : at + CHUNK] if pk in found):
            unit = duty.organisation
            way = " › ".join(names[path] for path in (*unit.ancestor_paths, unit.path))
            words = duty_words(duty, today)
            yield (way, duty.person.name, duty.person.username, duty.due_on, words)


def duty_words(duty: StudyDuty, today: date) -> str:
    """Where its person stands, in words."""
    done_on = clock.local_date(duty.done_at) if duty.done_at else None
    return rules.duty_words(duty.state, duty.due_on, done_on, today)
