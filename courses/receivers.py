"""News from Wagtail and from the ground floor, handed to actions."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from wagtail.models import Page

from academy.people.models import User
from courses import actions
from courses.films.models import Film, discard_files
from courses.models import CoursePage, LessonActivity, StudyDuty


def structure_changed(sender: type, instance: Page, **kwargs: Any) -> None:
    """A page of a course was published or unpublished."""
    _renew_course_at(instance.path)


def page_deleted(sender: type, instance: Page, **kwargs: Any) -> None:
    """A chapter or lesson went for good: look when all that goes with it has gone too."""
    transaction.on_commit(partial(_renew_course_at, instance.path))


def page_moved(
    sender: type, instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    """A chapter or lesson stands elsewhere, perhaps in another course."""
    for path in {parent_page_before.path, parent_page_after.path}:
        _renew_course_at(path)


def film_deleted(sender: type, instance: Film, **kwargs: Any) -> None:
    """A film went for good: its files go once that is certain."""
    files = [instance.original, instance.rendition, instance.poster]
    transaction.on_commit(partial(discard_files, [str(file) for file in files]))


def activity_changed(sender: type, instance: Any, **kwargs: Any) -> None:
    """An activity was published or unpublished: every course that places it looks again."""
    paths = LessonActivity.objects.filter(activity_id=instance.pk).values_list(
        "lesson__path", flat=True
    )
    for path in {path[: -2 * Page.steplen] for path in paths}:
        _renew_course_at(path)


def activity_completed(sender: Any, user_id: int, activity_id: int, **kwargs: Any) -> None:
    """Somebody completed an activity, in whatever hall; a course or a duty may end with it."""
    actions.update_progress(user_id=user_id, activity_id=activity_id)
    duties = StudyDuty.objects.open().filter(person=user_id)
    # Most people have none: asking costs a fraction of what settling does.
    if duties.exists():
        actions.settle_duties(duties=duties)


def session_closed(sender: Any, session_id: int, **kwargs: Any) -> None:
    """The roll of a session was closed; a course held in its class may end with it."""
    actions.settle_lectures(session_id=session_id)


def attendance_corrected(
    sender: Any, session_id: int, enrolment_id: int, by_id: int, reason: str, **kwargs: Any
) -> None:
    """Somebody was at a session after all, or was not."""
    actions.settle_correction(
        session_id=session_id,
        enrolment_id=enrolment_id,
        by=User.objects.get(pk=by_id),
        reason=reason,
    )


def _renew_course_at(path: str) -> None:
    """Write an edition of the course that the page at `path` is or belongs to, if any."""
    upwards = [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]
    course = CoursePage.objects.filter(path__in=upwards).first()
    if course:
        actions.write_edition(course=course)
