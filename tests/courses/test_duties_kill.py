"""Three thousand people, and a real worker killed in the middle: the list ends exact."""

import pytest

from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.learning.models import Completion
from academy.notices.models import Delivery, Notice
from academy.people.models import Membership
from courses.models import StudyDuty
from tests.factories.courses import first_lesson, make_course
from tests.factories.duties import make_trainees, make_unit, require
from tests.harness.workers import wait_until

PEOPLE, DONE_BEFORE = 3000, 700


@pytest.fixture
def city():
    """A tree of units with all the people at its leaves, two hundred each."""
    top = make_unit()
    for _ in range(3):
        street = make_unit(top)
        for _ in range(PEOPLE // 600):
            make_trainees(make_unit(street), 200)
    return top


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_kill_in_the_middle_leaves_nobody_out_and_tells_nobody_twice(city, workers):
    activity = first_lesson(make_course(lessons=1)).placements.get().activity
    posts = Membership.objects.filter(organisation__path__startswith=city.path)
    people = list(posts.values_list("user", flat=True))
    assert len(set(people)) == PEOPLE
    Completion.objects.bulk_create(
        Completion(user_id=person, activity=activity) for person in people[:DONE_BEFORE]
    )
    required = require(city, activity=activity)
    for number in (1, 2):
        workers.start()
        seen = StudyDuty.objects.count()
        wait_until(lambda seen=seen: StudyDuty.objects.count() > seen, "a batch is written")
        workers.kill()
        written = StudyDuty.objects.count()
        assert seen < written < PEOPLE
        assert Job.objects.get().attempts == number
    workers.start()
    wait_until(lambda: Job.objects.get().state == JobState.DONE, "the job is done")
    duties = required.duties
    assert set(duties.values_list("person", flat=True)) == set(people)
    assert duties.count() == PEOPLE
    done = duties.filter(state="done").values_list("person", flat=True)
    assert set(done) == set(people[:DONE_BEFORE])
    told = list(Notice.objects.values_list("person", flat=True))
    assert sorted(told) == sorted(people[DONE_BEFORE:])
    assert Delivery.objects.count() == len(told)
    job = Job.objects.get()
    assert (job.attempts, job.done, job.total) == (3, PEOPLE, PEOPLE)
