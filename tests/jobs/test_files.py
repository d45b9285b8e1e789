"""A job's files are replaced by its next attempt, and go when the job goes for good."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction

from academy.jobs.files import write_file
from academy.jobs.models import Job
from academy.jobs.run import Run
from tests.factories.jobs import make_job, make_running_job, with_file
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def is_kept(name):
    return storages["private"].exists(name)


def test_an_attempt_writes_in_place_of_the_one_before():
    job = make_running_job()
    names = {Run(job).write_file("名单.xlsx", ContentFile(text)) for text in ("半", "全部")}
    assert names == {f"jobs/{job.pk}/名单.xlsx"}
    assert storages["private"].open(names.pop()).read().decode() == "全部"


def test_a_deleted_job_takes_all_its_files_along():
    job, other = make_job(), make_job()
    result, kept = with_file(job), with_file(other)
    left = write_file(job.pk, "未写完.xlsx", ContentFile("半"))
    job.delete()
    assert [is_kept(name) for name in (result, left, f"jobs/{job.pk}", kept)] == [
        False,
        False,
        False,
        True,
    ]


def test_deleting_many_at_once_takes_their_files_along():
    names = [with_file(make_job()) for _ in range(3)]
    Job.objects.all().delete()
    assert not any(is_kept(name) for name in names)


def test_a_deleted_person_takes_results_along():
    owner = make_user()
    name = with_file(make_job(owner=owner))
    with transaction.atomic():
        owner.delete()
        assert is_kept(name)
    assert not Job.objects.exists()
    assert not is_kept(name)


def test_a_deletion_that_was_undone_leaves_the_file():
    job = make_job(owner=make_user())
    name = with_file(job)
    with transaction.atomic():
        job.owner.delete()
        transaction.set_rollback(True)
    assert Job.objects.get() == job
    assert is_kept(name)


def test_a_result_kept_elsewhere_goes_too():
    name = storages["private"].save("old/名单.xlsx", ContentFile("名单"))
    make_job(result_file=name).delete()
    assert not is_kept(name)


def test_a_job_without_files_goes_in_silence():
    make_job(result_file="jobs/never-there.txt").delete()
    assert not Job.objects.exists()
