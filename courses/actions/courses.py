"""Editions, enrolments, progress."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from wagtail.models import Page

from academy.core import clock
from academy.core.errors import ActionError
from academy.learning.models import Completion
from courses import rules
from courses.actions.duties import settle_duties
from courses.enums import CourseForm
from courses.models import CourseEdition, CourseEnrolment, CoursePage, StudyDuty
from courses.queries.editions import (
    Change,
    changes_for,
    course_content,
    enrolments_to_move,
    latest_edition,
)

if TYPE_CHECKING:
    from academy.people.models import User

# Enrolments moved by one UPDATE.
MOVE_BATCH = 500


@transaction.atomic
def write_edition(*, course: CoursePage) -> CourseEdition | None:
    """Number the course's present structure if it differs from the last edition.

    Lengths and hours that changed without touching the structure are corrected in the latest
    edition, since they move nobody's completion. What the course can earn is stored on it.
    Returns the latest edition; None where the course has had no live lesson yet.
    """
    locked = CoursePage.objects.select_for_update().filter(pk=course.pk, live=True).first()
    if locked is None:
        return latest_edition(course)
    content = course_content(locked)
    _store_hours(locked, content)
    latest = latest_edition(locked)
    if latest is None:
        return _new_edition(locked, 1, content) if content["lessons"] else None
    if rules.structure(content) != rules.structure(latest.content):
        return _new_edition(locked, latest.number + 1, content)
    if content != latest.content:
        CourseEdition.objects.filter(pk=latest.pk).update(content=content)
        latest.content = content
    return latest


def _store_hours(course: CoursePage, content: dict[str, Any]) -> None:
    hours = rules.hours_at_most(content)
    if course.hours != hours:
        CoursePage.objects.filter(pk=course.pk).update(hours=hours)


def _new_edition(course: CoursePage, number: int, content: dict[str, Any]) -> CourseEdition:
    return CourseEdition.objects.create(
        course=course, number=number, content=content, activity_ids=rules.required_ids(content)
    )


@transaction.atomic
def enrol(*, user: User, course: CoursePage) -> CourseEnrolment:
    """Enrol a person in the latest edition; a second time changes nothing.

    What they completed before (in another course, say) counts at once.
    """
    existing = CourseEnrolment.objects.filter(user=user, course=course).first()
    if existing:
        return existing
    edition = _edition_to_join(course)
    enrolment = CourseEnrolment(user=user, course=course, edition=edition)
    _settle(changes_for([enrolment], edition))
    try:
        with transaction.atomic():
            enrolment.save(force_insert=True)
    except IntegrityError:  # Pressed twice at once: the other request's row is theirs.
        return CourseEnrolment.objects.get(user=user, course=course)
    if enrolment.completed_at:
        settle_duties(duties=StudyDuty.objects.filter(person=user))
    return enrolment


def _edition_to_join(course: CoursePage) -> CourseEdition:
    if not course.live:
        raise ActionError("这门课程已下线，不能选课。")
    if course.form == CourseForm.OFFLINE:
        raise ActionError("这是线下课程，尚未开班，不能在网上选课。")
    edition = latest_edition(course)
    if edition is None:
        raise ActionError("这门课程还没有发布课文，请过些时候再来。")
    return edition


def _settle(changes: Iterable[Change]) -> None:
    """Write figures onto enrolments in memory; a completion keeps its first date."""
    for change in changes:
        enrolment = change.enrolment
        enrolment.percentage = change.percentage
        if not change.completes:
            enrolment.completed_at = None
        elif enrolment.completed_at is None:
            enrolment.completed_at = clock.now()


@transaction.atomic
def move_enrolments(*, course: CoursePage, edition: CourseEdition) -> int:
    """Pin everybody in the course to `edition`; returns how many were moved.

    The author has seen `who_changes` before: this alone may take a completion back.
    """
    if edition.course_id != course.pk:
        raise ActionError("这个版本不是本课程的，不能移到这里。")
    pending = list(enrolments_to_move(course, edition).select_for_update(of=("self",)))
    for start in range(0, len(pending), MOVE_BATCH):
        batch = pending[start : start + MOVE_BATCH]
        _settle(changes_for(batch, edition))
        for enrolment in batch:
            enrolment.edition = edition
        CourseEnrolment.objects.bulk_update(batch, ["edition", "percentage", "completed_at"])
    settle_duties(duties=StudyDuty.objects.filter(required__course=course))
    return len(pending)


@transaction.atomic
def update_progress(*, user_id: int, activity_id: int) -> None:
    """An activity was completed: move on the person's unfinished courses that require it."""
    unfinished = (
        CourseEnrolment.objects.select_for_update(of=("self",))
        .filter(user_id=user_id, completed_at=None)
        .select_related("edition")
        .defer("edition__content")
    )
    touched = [e for e in unfinished if activity_id in e.edition.activity_ids]
    wanted = {pk for enrolment in touched for pk in enrolment.edition.activity_ids}
    if not wanted:
        return
    done = set(
        Completion.objects.filter(user_id=user_id, activity_id__in=wanted).values_list(
            "activity_id", flat=True
        )
    )
    for enrolment in touched:
        required = enrolment.edition.activity_ids
        _settle(
            [
                Change(
                    enrolment,
                    rules.percentage(required, done),
                    rules.is_complete(required, done),
                )
            ]
        )
    CourseEnrolment.objects.bulk_update(touched, ["percentage", "completed_at"])


def record_study(*, enrolment: CourseEnrolment, lesson_id: int) -> None:
    """Remember where to go on, at most once a minute unless the lesson is another one."""
    now = clock.now()
    if enrolment.last_lesson_id == lesson_id and not rules.is_mark_due(enrolment.studied_at, now):
        return
    CourseEnrolment.objects.filter(pk=enrolment.pk).update(last_lesson_id=lesson_id, studied_at=now)


def refuse_deleting_taken(*, pages: Iterable[Page]) -> None:
    """`ActionError` naming the courses among or below `pages` that somebody takes or must take."""
    found = CoursePage.objects.none()
    for page in pages:
        found |= CoursePage.objects.descendant_of(page, inclusive=True)
    is_used = Q(enrolments__isnull=False) | Q(required_studies__isnull=False)
    taken = found.filter(is_used).distinct().values_list("title", flat=True)
    titles = "、".join(f"《{title}》" for title in taken)
    if titles:
        raise ActionError(
            f"不能删除：{titles}已有学员选课或列为必学。不再开课请“取消发布”，学员的记录要保留。"
        )
