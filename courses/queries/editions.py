"""What a course is made of now, and what moving people to another edition changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from academy.core import clock
from academy.learning.models import Activity, Completion, HourPolicy, Outcome
from academy.learning.rules.hours import HourRule, earned_hours, figure
from courses import rules
from courses.models import (
    ChapterPage,
    CourseEdition,
    CourseEnrolment,
    CoursePage,
    LessonActivity,
    LessonPage,
)


@dataclass(frozen=True)
class Change:
    """How moving one enrolment to another edition would turn out."""

    enrolment: CourseEnrolment
    percentage: int
    completes: bool

    @property
    def gains(self) -> bool:
        """Not complete now, complete afterwards."""
        return self.completes and self.enrolment.completed_at is None

    @property
    def loses(self) -> bool:
        """Complete now, not complete afterwards."""
        return not self.completes and self.enrolment.completed_at is not None


def latest_edition(course: CoursePage) -> CourseEdition | None:
    """The edition that new enrolments are pinned to; None before the first publication."""
    return CourseEdition.objects.filter(course=course).order_by("-number").first()


def course_content(course: CoursePage) -> dict[str, Any]:
    """The live structure of a course in the shape of `CourseEdition.content`."""
    chapters = {
        chapter.path: chapter.title
        for chapter in ChapterPage.objects.child_of(course).live().only("path", "title")
    }
    lessons = [
        lesson for lesson in _live_lessons(course) if lesson.path[: -LessonPage.steplen] in chapters
    ]
    placed = _placed_activities(lesson.pk for lesson in lessons)
    return {
        "lessons": [
            {
                "id": lesson.pk,
                "title": lesson.title,
                "chapter": chapters[lesson.path[: -LessonPage.steplen]],
                "activities": placed[lesson.pk],
            }
            for lesson in lessons
        ]
    }


def _live_lessons(course: CoursePage) -> Iterable[LessonPage]:
    """Live lessons in the order of the tree, without their texts."""
    lessons: Iterable[LessonPage] = (
        LessonPage.objects.descendant_of(course).live().defer_streamfields().order_by("path")
    )
    return lessons


def _placed_activities(lesson_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Live activities by lesson, in order, in the shape of the edition's content."""
    placements = list(
        LessonActivity.objects.filter(lesson_id__in=list(lesson_ids))
        .order_by("lesson_id", "sort_order", "pk")
        .values_list("lesson_id", "activity_id", "required")
    )
    ids = {activity_id for _, activity_id, _ in placements}
    live = {activity.pk: activity for activity in Activity.objects.filter(pk__in=ids, live=True)}
    policy = HourPolicy.objects.in_force(clock.today())
    rule = policy.rule if policy else None
    placed: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for lesson_id, activity_id, required in placements:
        if activity_id in live:
            placed[lesson_id].append(_activity_line(live[activity_id], required, rule))
    return placed


def _activity_line(activity: Activity, required: bool, rule: HourRule | None) -> dict[str, Any]:
    return {
        "id": activity.pk,
        "title": activity.title,
        "kind": activity.kind_label,
        "icon": activity.icon,
        "minutes": activity.minutes,
        "hours": _hours_at_most(activity, rule),
        "rule": activity.completion_rule(),
        "required": required,
    }


def _hours_at_most(activity: Activity, rule: HourRule | None) -> str:
    """What completing an activity earns under a rule when all goes well, as people write it."""
    if rule is None or not activity.earns_hours:
        return "0"
    basis = activity.credit_basis(Outcome(completed=True, words="", passed=True))
    earned = earned_hours(rule, basis.kind, basis.minutes, passed_test=basis.passed_test)
    return figure(earned.hours)


def done_by_user(user_ids: Collection[int], activity_ids: Collection[int]) -> dict[int, set[int]]:
    """Completed activities among `activity_ids`, by person: one query."""
    rows = Completion.objects.filter(user_id__in=user_ids, activity_id__in=activity_ids)
    done: dict[int, set[int]] = defaultdict(set)
    for user_id, activity_id in rows.values_list("user_id", "activity_id"):
        done[user_id].add(activity_id)
    return done


def changes_for(enrolments: Collection[CourseEnrolment], edition: CourseEdition) -> list[Change]:
    """How these enrolments would stand in `edition`: one query."""
    done = done_by_user([enrolment.user_id for enrolment in enrolments], edition.activity_ids)
    return [
        Change(
            enrolment,
            rules.percentage(edition.activity_ids, done[enrolment.user_id]),
            rules.is_complete(edition.activity_ids, done[enrolment.user_id]),
        )
        for enrolment in enrolments
    ]


def enrolments_to_move(course: CoursePage, edition: CourseEdition) -> Any:
    """Enrolments of the course that are pinned elsewhere, oldest first."""
    return (
        CourseEnrolment.objects.filter(course=course)
        .exclude(edition=edition)
        .select_related("user", "edition")
        .order_by("pk")
    )


def who_changes(course: CoursePage, edition: CourseEdition) -> list[Change]:
    """Those who would gain or lose completion by moving to `edition`: two queries."""
    enrolments = list(enrolments_to_move(course, edition))
    return [change for change in changes_for(enrolments, edition) if change.gains or change.loses]
