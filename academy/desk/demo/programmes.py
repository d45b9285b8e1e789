"""Demo programmes: what certificates stand for."""

from __future__ import annotations

import json

from django.db import transaction

from academy.certification.models import Programme
from academy.people.models import User
from courses.models import Quiz
from courses.pages import CoursePage


def seed_programmes(*, courses: list[CoursePage], author: User, reviewer: User) -> list[Programme]:
    """A certificate for each course; one already there is left alone."""
    return [_seed_programme(course, author, reviewer) for course in courses]


@transaction.atomic
def _seed_programme(course: CoursePage, author: User, reviewer: User) -> Programme:
    found = Programme.objects.filter(code=course.slug).first()
    if found is not None:
        return found
    programme = Programme(
        code=course.slug,
        title=f"《{course.title}》结业证书",
        summary=f"修完课程《{course.title}》，通过各章测验。",
        statement=f"已修完课程《{course.title}》，成绩合格，准予结业。",
        requirements=json.dumps(_requirements(course)),
        live=False,
    )
    programme.save()
    programme.save_revision(user=author).publish(user=reviewer)
    programme.refresh_from_db()  # What is published is another object.
    return programme


def _requirements(course: CoursePage) -> list[dict[str, object]]:
    quizzes = Quiz.objects.filter(placements__lesson__path__startswith=course.path).distinct()
    wanted: list[dict[str, object]] = [{"type": "course_completed", "value": {"course": course.pk}}]
    wanted += [{"type": "quiz_passed", "value": {"quiz": quiz.pk}} for quiz in quizzes]
    return wanted
