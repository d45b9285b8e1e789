"""Required study of the demo: seeded once, whatever people did with it since."""

import pytest

from academy.desk.demo.duties import seed_duties
from academy.people.enums import Role
from courses.models import RequiredStudy, StudyDuty
from tests.factories.courses import first_lesson, make_course, make_enrolment
from tests.factories.duties import complete, duty_of, make_manager, make_trainees, make_unit
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return make_unit(name="宽城区")


@pytest.fixture
def people(district):
    home = make_unit(make_unit(district, name="站前街道"))
    return {"danwei": make_manager(district), "xueyuan": make_user(Role.TRAINEE, home)}


@pytest.fixture
def courses():
    return [make_course(lessons=1) for _ in range(2)]


def test_one_to_do_for_the_trainee_and_a_few_who_are_late(district, people, courses):
    street = make_unit(district, name="群英街道")
    make_trainees(make_unit(street), 6)
    make_trainees(make_unit(make_unit(district)), 9)
    for _ in range(2):
        seed_duties(courses=courses, people=people)
    assert duty_of(people["xueyuan"]).state == "open"
    over, under_way = RequiredStudy.objects.order_by("due_at")
    assert (over.organisation, under_way.organisation) == (street, district)
    assert StudyDuty.objects.filter(required=over).count() == 6
    assert StudyDuty.objects.filter(required=under_way).count() == 16


def test_a_trainee_who_has_done_everything_breaks_nothing(people, courses):
    for course in courses:
        make_enrolment(people["xueyuan"], course)
        complete(people["xueyuan"], first_lesson(course).placements.get().activity)
    seed_duties(courses=courses, people=people)
    assert duty_of(people["xueyuan"]).state == "done"


def test_posts_of_today_are_too_young(people, courses):
    people["danwei"].memberships.update(started_on="2999-01-01")
    seed_duties(courses=courses, people=people)
    assert not RequiredStudy.objects.exists()
