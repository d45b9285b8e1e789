"""Weeks of study through the real actions."""

import pytest

from academy.certification.models import Certificate
from academy.core import clock
from academy.desk.actions.set_up import set_up_academy
from academy.desk.demo.history import WEEKS, seed_history
from academy.learning.models import Attempt, Completion
from courses.models import CourseEnrolment
from tests.factories.certification import make_programme
from tests.factories.courses import make_course
from tests.factories.people import make_user


@pytest.mark.django_db(transaction=True)
def test_trainees_study_for_weeks_and_only_once():
    set_up_academy()
    courses = [make_course(lessons=3), make_course(lessons=2), make_course(lessons=1)]
    programmes = [
        make_programme({"type": "course_completed", "value": {"course": course.pk}})
        for course in courses
    ]
    people = {
        "model": make_user(username="model"),
        "trainees": [make_user(username=f"learner{n}") for n in range(6)],
    }
    seed_history(**people, courses=courses, programmes=programmes)
    taken = CourseEnrolment.objects.all()
    assert {enrolment.user for enrolment in taken} == {people["model"], *people["trainees"]}
    shown = Certificate.objects.filter(holder=people["model"])
    assert [certificate.programme for certificate in shown] == programmes[:1]
    mine = taken.filter(user=people["model"]).order_by("enrolled_at")
    assert [enrolment.course for enrolment in mine] == courses[:2]
    done, begun = (enrolment.percentage for enrolment in mine)
    assert done == 100
    assert 0 < begun < 100
    assert all(certificate.issued_at <= clock.now() for certificate in Certificate.objects.all())
    finished = taken.exclude(completed_at=None)
    assert finished
    # The day a course was finished is the day of its last activity, not the day of the seeding.
    for enrolment in finished:
        done = Completion.objects.filter(
            user=enrolment.user, activity__in=enrolment.edition.activity_ids
        )
        assert enrolment.completed_at == max(done.values_list("completed_at", flat=True))
    days = [(clock.now() - attempt.started_at).days for attempt in Attempt.objects.all()]
    assert min(days) >= 0
    assert 7 < max(days) <= 7 * WEEKS + 1
    before = Attempt.objects.count()
    seed_history(**people, courses=courses, programmes=programmes)
    assert Attempt.objects.count() == before
