import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse

from academy.jobs.enums import JobState
from academy.jobs.models import Job
from tests.factories.jobs import make_failed_job, make_job, make_running_job
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def make_administrator():
    user = make_user()
    user.user_permissions.add(Permission.objects.get(codename="view_job"))
    return user


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def signed_in(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def job_with_file(owner):
    storage = storages["private"]
    name = storage.save("jobs/1/学员名单.txt", ContentFile("张三"))
    yield make_job(state=JobState.DONE, owner=owner, result_file=name)
    storage.delete(name)


class TestVisibility:
    def test_the_predicate_agrees_with_the_query_for_everybody(self, owner):
        from django.contrib.auth.models import AnonymousUser

        jobs = [make_job(owner=owner), make_job(owner=make_user()), make_job()]
        inactive = make_user(is_active=False, is_superuser=True)
        viewers = {
            "anonymous": AnonymousUser(),
            "owner": owner,
            "stranger": make_user(),
            "administrator": make_administrator(),
            "superuser": make_user(is_superuser=True),
            "inactive": inactive,
        }
        seen = {name: set(Job.objects.visible_to(viewer)) for name, viewer in viewers.items()}
        for name, viewer in viewers.items():
            assert seen[name] == {job for job in jobs if job.is_visible_to(viewer)}, name
        assert seen["owner"] == {jobs[0]}
        assert seen["administrator"] == seen["superuser"] == set(jobs)
        assert seen["anonymous"] == seen["stranger"] == seen["inactive"] == set()

    @pytest.mark.parametrize("page", ["detail", "state", "result"])
    def test_a_strangers_job_is_not_found(self, client, job_with_file, page):
        client.force_login(make_user())
        assert client.get(reverse(f"jobs:{page}", args=[job_with_file.pk])).status_code == 404

    @pytest.mark.parametrize("page", ["detail", "state", "result"])
    def test_administrators_see_every_job(self, client, job_with_file, page):
        client.force_login(make_administrator())
        assert client.get(reverse(f"jobs:{page}", args=[job_with_file.pk])).status_code == 200

    @pytest.mark.parametrize("page", ["mine", "detail", "state", "result"])
    def test_visitors_are_asked_to_sign_in(self, client, job_with_file, page):
        args = [] if page == "mine" else [job_with_file.pk]
        response = client.get(reverse(f"jobs:{page}", args=args))
        assert response.status_code == 302
        assert response.url.startswith("/login/")


class TestMine:
    def test_without_jobs_the_page_says_so(self, signed_in):
        assert "还没有后台任务" in signed_in.get("/me/jobs/").content.decode()

    def test_only_ones_own_are_listed_even_for_administrators(self, client):
        administrator = make_administrator()
        make_job(title="我的导出", owner=administrator)
        make_job(title="别人的导出", owner=make_user())
        client.force_login(administrator)
        page = client.get("/me/jobs/").content.decode()
        assert "我的导出" in page
        assert "别人的导出" not in page

    def test_state_is_said_in_words(self, signed_in, owner):
        make_running_job(owner=owner, done=1, total=3, words="已导入 100 人")
        make_failed_job(owner=owner, error="第 3 行没有姓名。")
        page = signed_in.get("/me/jobs/").content.decode()
        for words in ["进行中", "33%", "已导入 100 人", "未完成", "第 3 行没有姓名。"]:
            assert words in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_five_queries_however_many_jobs(
        self, signed_in, owner, count, django_assert_num_queries
    ):
        for _ in range(count):
            make_job(owner=owner)
        with django_assert_num_queries(5):  # session, person, count, page, unread notices
            signed_in.get("/me/jobs/")

    def test_twenty_to_a_page(self, signed_in, owner):
        for number in range(21):
            make_job(title=f"第{number}项。", owner=owner)
        first = signed_in.get("/me/jobs/").content.decode()
        second = signed_in.get("/me/jobs/?page=2").content.decode()
        assert "第20项。" in first
        assert "第0项。" not in first
        assert "第0项。" in second


class TestDetail:
    def test_a_running_job_is_followed_by_the_script(self, signed_in, owner):
        job = make_running_job(owner=owner, done=1, total=2, words="第 1 步")
        page = signed_in.get(f"/me/jobs/{job.pk}/").content.decode()
        assert f'data-job-url="/me/jobs/{job.pk}/state/"' in page
        assert "第 1 步" in page

    def test_a_failed_job_offers_another_try_to_its_owner_alone(self, client, owner):
        job = make_failed_job(owner=owner)
        client.force_login(owner)
        assert "重试" in client.get(f"/me/jobs/{job.pk}/").content.decode()
        client.force_login(make_administrator())
        assert "重试</button>" not in client.get(f"/me/jobs/{job.pk}/").content.decode()

    def test_the_traceback_stays_with_administrators(self, signed_in, owner):
        job = make_failed_job(owner=owner, trace="Traceback: secret detail")
        assert "secret detail" not in signed_in.get(f"/me/jobs/{job.pk}/").content.decode()

    def test_queries(self, signed_in, owner, django_assert_num_queries):
        job = make_running_job(owner=owner)
        with django_assert_num_queries(6):  # session, person, permissions (2), job, unread
            signed_in.get(f"/me/jobs/{job.pk}/")


class TestState:
    def test_running(self, signed_in, owner):
        job = make_running_job(owner=owner, done=1, total=3, words="第 1 步")
        response = signed_in.get(f"/me/jobs/{job.pk}/state/")
        report = {"state": "running", "progress": 33, "words": "第 1 步", "done": False, "url": ""}
        assert response.json() == report
        assert "no-store" in response["Cache-Control"]

    def test_done_with_a_file(self, signed_in, job_with_file):
        report = signed_in.get(f"/me/jobs/{job_with_file.pk}/state/").json()
        assert report["url"] == f"/me/jobs/{job_with_file.pk}/result/"
        assert (report["state"], report["progress"], report["done"]) == ("done", 100, True)

    def test_done_with_an_address(self, signed_in, owner):
        job = make_job(owner=owner, state=JobState.DONE, result_url="/courses/")
        assert signed_in.get(f"/me/jobs/{job.pk}/state/").json()["url"] == "/courses/"

    def test_failed(self, signed_in, owner):
        job = make_failed_job(owner=owner, error="没有做成。", done=1, total=2)
        report = signed_in.get(f"/me/jobs/{job.pk}/state/").json()
        expected = {"state": "failed", "progress": 50, "words": "没有做成。", "done": True}
        assert report == expected | {"url": ""}


class TestResult:
    def test_the_file_is_a_download_and_nothing_else(self, signed_in, job_with_file):
        response = signed_in.get(f"/me/jobs/{job_with_file.pk}/result/")
        assert b"".join(response.streaming_content).decode() == "张三"
        disposition = response["Content-Disposition"]
        assert disposition.startswith("attachment; filename*=utf-8''%E5%AD%A6%E5%91%98")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in response["Cache-Control"]

    def test_before_the_job_is_done_there_is_none(self, signed_in, job_with_file, owner):
        job = make_running_job(owner=owner, result_file=job_with_file.result_file)
        assert signed_in.get(f"/me/jobs/{job.pk}/result/").status_code == 404

    @pytest.mark.parametrize("name", ["", "jobs/gone.txt"])
    def test_a_missing_file_is_not_found(self, signed_in, owner, name):
        job = make_job(owner=owner, state=JobState.DONE, result_file=name)
        assert signed_in.get(f"/me/jobs/{job.pk}/result/").status_code == 404


class TestRetry:
    def test_its_owner_queues_it_again_once(self, signed_in, owner):
        job = make_failed_job(owner=owner)
        for _ in range(2):
            response = signed_in.post(f"/me/jobs/{job.pk}/retry/", follow=True)
            assert response.redirect_chain == [(f"/me/jobs/{job.pk}/", 302)]
        assert "已重新排队" in response.content.decode()
        job.refresh_from_db()
        assert (job.state, job.attempts) == (JobState.QUEUED, 0)

    def test_nobody_else_may_not_even_an_administrator(self, client):
        job = make_failed_job(owner=make_user())
        client.force_login(make_administrator())
        assert client.post(f"/me/jobs/{job.pk}/retry/").status_code == 404
        job.refresh_from_db()
        assert job.state == JobState.FAILED

    def test_only_by_post(self, signed_in, owner):
        job = make_failed_job(owner=owner)
        assert signed_in.get(f"/me/jobs/{job.pk}/retry/").status_code == 405
