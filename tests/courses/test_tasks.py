import pytest
from celery import current_app

from academy.jobs.models import Job
from courses.tasks import keep_duties
from tests.factories.duties import make_trainees, make_unit, require, work

pytestmark = pytest.mark.django_db


def test_every_hour_newcomers_are_taken_in_and_once_a_day_people_are_reminded():
    unit = make_unit()
    required = require(unit)
    work()
    make_trainees(unit)
    keep_duties()
    keep_duties()
    waiting = Job.objects.filter(state="queued").order_by("kind")
    assert [job.kind for job in waiting] == ["courses.keep_duties", "courses.remind_duties"]
    work()
    assert required.duties.count() == 1


def test_the_scheduler_knows_what_it_calls():
    current_app.loader.import_default_modules()
    wanted = {entry["task"] for entry in current_app.conf.beat_schedule.values()}
    assert wanted <= set(current_app.tasks)
    assert {"courses.keep_duties", "academy.notices.deliver"} <= wanted
