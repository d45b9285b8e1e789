"""Wagtail's admin shows jobs and changes none."""

import pytest
from django.contrib.auth.models import Permission

from academy.jobs.models import Job
from tests.factories.jobs import make_failed_job, make_job, make_running_job
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
LIST = "/admin/all_jobs/"


def sign_in(client, *codenames, **fields):
    user = make_user(**fields)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)


def test_administrators_see_state_progress_and_errors(client):
    sign_in(client, "access_admin", "view_job")
    make_running_job(title="导入学员", done=1, total=3)
    job = make_failed_job(error="第 3 行没有姓名。", trace="Traceback: secret detail")
    page = client.get(LIST).content.decode()
    for words in ["状态", "进度", "错误", "导入学员", "进行中", "33", "第 3 行没有姓名。"]:
        assert words in page
    detail = client.get(f"{LIST}inspect/{job.pk}/").content.decode()
    assert "secret detail" in detail


def test_others_in_the_admin_do_not(client):
    sign_in(client, "access_admin")
    assert client.get(LIST).status_code == 302


@pytest.mark.parametrize("path", ["new/", "edit/{}/", "delete/{}/"])
def test_not_even_a_superuser_changes_the_truth_by_hand(client, path):
    sign_in(client, is_superuser=True)
    job = make_job()
    response = client.post(LIST + path.format(job.pk), {"title": "改"})
    assert response.status_code in {302, 404}
    job.refresh_from_db()
    assert (Job.objects.count(), job.title != "改") == (1, True)


@pytest.mark.parametrize("count", [1, 3])
def test_query_count_does_not_grow(client, count, django_assert_num_queries):
    sign_in(client, is_superuser=True)
    for _ in range(count):
        make_job(owner=make_user())
    client.get(LIST)
    with django_assert_num_queries(8):
        client.get(LIST)
