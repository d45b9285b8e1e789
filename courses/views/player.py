"""The lesson player."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from academy.learning.actions import refresh_player_state
from academy.learning.queries import find_activity, player_context
from academy.people.persons import signed_in
from courses import actions
from courses.queries.player import (
    LessonStudy,
    activity_study,
    course_of,
    find_lesson,
    lesson_study,
)


@require_safe
@login_required
def lesson(request: HttpRequest, lesson_id: int) -> HttpResponse:
    """A lesson in the player; remembers where to go on."""
    study = _study_or_answer(request, lesson_id)
    if isinstance(study, HttpResponse):
        return study
    actions.record_study(enrolment=study.enrolment, lesson_id=lesson_id)
    return render(request, "courses/lesson.html", {"study": study, "nav": "learning"})


@require_safe
@login_required
def activity(request: HttpRequest, lesson_id: int, activity_id: int) -> HttpResponse:
    """An activity in the player."""
    user = signed_in(request)
    study = activity_study(user, lesson_id) or _study_or_answer(request, lesson_id)
    if isinstance(study, HttpResponse):
        return study
    line = study.activity(activity_id)
    if line is None:
        return _explain_absence(request, study, "这项学习活动")
    item = find_activity(activity_id)
    if item is None:
        raise Http404
    actions.record_study(enrolment=study.enrolment, lesson_id=lesson_id)
    state = refresh_player_state(user=user, activity=item)
    following = study.activity_after(line)
    context = {"study": study, "line": line, "following": following, "nav": "learning"}
    return render(request, "courses/activity.html", context | player_context(state))


def _study_or_answer(request: HttpRequest, lesson_id: int) -> LessonStudy | HttpResponse:
    """The lesson in the person's course, or a page saying why it is not open to them."""
    page = find_lesson(lesson_id)
    study = lesson_study(signed_in(request), lesson_id, page)
    if study and study.lesson:
        return study
    if study:
        return _explain_absence(request, study, "这一课")
    course = course_of(page) if page and page.live else None
    if page is None or course is None:
        raise Http404
    context = {"page": page, "course": course, "nav": "courses"}
    return render(request, "courses/teaser.html", context, status=403)


def _explain_absence(request: HttpRequest, study: LessonStudy, what: str) -> HttpResponse:
    """It is in the course, but not in the edition the person is pinned to."""
    context = {"study": study, "what": what, "nav": "learning"}
    return render(request, "courses/not_in_edition.html", context, status=404)
