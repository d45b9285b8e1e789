"""The demo as the first start makes it: everything, from nothing."""

import pytest
from django.core.management import call_command

from academy.certification.models import Certificate, Programme
from academy.classes.actions import ClashError, place_session
from academy.classes.enums import ClassState
from academy.classes.models import Attendance, Enrolment, Session, TrainingClass
from academy.desk.demo.seed import seed_demo
from academy.learning.models import Completion, CreditEntry
from academy.people.models import User
from courses.models import CourseEnrolment, CoursePage, StudyDuty


def figures() -> dict[str, int]:
    models = [
        *(User, CoursePage, Programme, CourseEnrolment),
        *(Completion, CreditEntry, Certificate, StudyDuty),
        *(TrainingClass, Enrolment, Session, Attendance),
    ]
    return {model.__name__: model.objects.count() for model in models}


@pytest.mark.slow
@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_an_empty_academy_becomes_the_demo_and_a_second_start_adds_nothing(fonts):
    said = []
    seed_demo(say=said.append)
    assert said[-2:] == [
        "学员 200 人和他们的学习经历、必学",
        "教师 24 人，培训班（本次新增 8 个）",
    ]
    made = figures()
    assert (made["CoursePage"], made["Programme"]) == (3, 4)
    assert made["CreditEntry"] > made["Certificate"] > 20
    model = {"user__username": "xueyuan"}
    # One of a course, one of a class.
    assert Certificate.objects.filter(holder__username="xueyuan").count() == 2
    assert set(TrainingClass.objects.values_list("state", flat=True)) == set(ClassState)
    begun = CourseEnrolment.objects.filter(**model).order_by("-percentage")
    assert [enrolment.percentage for enrolment in begun] == [100, 57]
    call_command("audit_hours")
    seed_demo(say=said.append)
    assert figures() == made
    try_a_clash()


def try_a_clash() -> None:
    """What the demo invites to: a waiting session for a teacher who is taken then."""
    running = TrainingClass.objects.get(state=ClassState.RUNNING)
    taken = running.sessions.exclude(teachers=None).order_by("-starts_at").first()
    waiting = Session.objects.filter(training_class__state=ClassState.APPROVED).first()
    with pytest.raises(ClashError, match=taken.title):
        place_session(
            session=waiting,
            starts_at=taken.starts_at,
            room=None,
            teachers=list(taken.teachers.all()),
            by=User.objects.get(username="jiaowu"),
        )
