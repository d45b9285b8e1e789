"""The demo as the first start makes it: everything, from nothing."""

import pytest
from django.core.management import call_command

from academy.certification.models import Certificate, Programme
from academy.desk.demo.seed import seed_demo
from academy.learning.models import Completion, CreditEntry
from academy.people.models import User
from courses.models import CourseEnrolment, CoursePage, StudyDuty


def figures() -> dict[str, int]:
    models = [
        *(User, CoursePage, Programme, CourseEnrolment),
        *(Completion, CreditEntry, Certificate, StudyDuty),
    ]
    return {model.__name__: model.objects.count() for model in models}


@pytest.mark.slow
@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_an_empty_academy_becomes_the_demo_and_a_second_start_adds_nothing(fonts):
    said = []
    seed_demo(say=said.append)
    assert said[-1] == "学员 200 人和他们的学习经历、必学"
    made = figures()
    assert (made["CoursePage"], made["Programme"]) == (3, 3)
    assert made["CreditEntry"] > made["Certificate"] > 20
    model = {"user__username": "xueyuan"}
    assert Certificate.objects.filter(holder__username="xueyuan").count() == 1
    begun = CourseEnrolment.objects.filter(**model).order_by("-percentage")
    assert [enrolment.percentage for enrolment in begun] == [100, 57]
    call_command("audit_hours")
    seed_demo(say=said.append)
    assert figures() == made
