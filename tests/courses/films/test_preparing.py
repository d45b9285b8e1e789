"""From an upload to a film that can be played, through the real job."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.urls import reverse

from academy.core import clock
from academy.jobs.actions import claim_job, retry_job, run_job
from academy.jobs.enums import JobState
from academy.jobs.models import Job
from courses.films.actions import prepare_upload
from courses.films.enums import FilmState
from courses.films.preparing import clear_abandoned_work
from courses.models import Film
from tests.factories.films import ffmpeg, film_file, make_real_film, make_upload, new_file
from tests.factories.people import make_user
from tests.harness.limits import files_up_to
from tests.harness.servers import die_with_parent

pytestmark = pytest.mark.django_db


def work(film):
    """Do the film's job; the film as it is then."""
    run_job(job=claim_job(worker="tests"))
    return Film.objects.select_related("job").get(pk=film.pk)


def stored():
    """Files of films in the private storage, by what they are."""
    root = Path(storages["private"].path("films"))
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def files_of(film):
    return sorted(name.removeprefix("films/") for name in map(str, [film.rendition, film.poster]))


def long_film(minutes):
    """Takes a while to transcode, and no time to make."""
    path = new_file("mp4")
    loops = str(minutes * 20 - 1)
    ffmpeg("-stream_loop", loops, "-i", str(film_file()), "-c", "copy", str(path))
    return path.read_bytes()


def test_an_upload_becomes_a_film(django_assert_num_queries):
    owner = make_user()
    film = work(make_upload(uploaded_by=owner, title="居民议事"))
    assert film.state == FilmState.READY
    assert (film.width, film.height, film.duration_ms) == (320, 240, 3000)
    assert film.length == "0:03"
    assert film.size == film.rendition.size
    assert len(film.checksum) == 64
    assert film.original.read() == film_file().read_bytes()
    assert film.poster.read(3) == b"\xff\xd8\xff"
    job = film.job
    assert (job.state, job.owner, job.percent) == (JobState.DONE, owner, 100)
    assert job.title == "处理影片《居民议事》"
    assert job.words == "影片可以播放了"
    assert job.result_url == reverse("wagtailsnippets_courses_film:edit", args=[film.pk])
    assert not any(name.startswith("work") for name in stored())


def test_chapters_beyond_a_new_films_end_leave_the_old_one_in_place():
    film = make_real_film(film_file(seconds=5).read_bytes(), no_captions_reason="没有人说话")
    old = str(film.rendition)
    film.chapters = [{"start_ms": 0, "title": "开头"}, {"start_ms": 4000, "title": "结尾"}]
    film.original = ContentFile(film_file().read_bytes(), "b.mp4")
    film.save()
    prepare_upload(film=film, by=make_user())
    film = work(film)
    assert (film.state, film.rendition, film.duration_ms) == (FilmState.REFUSED, old, 5000)
    assert film.refusal.startswith("章节超出了新影片的片长（0:03）。请先改好并保存，")
    Film.objects.update(chapters=film.chapters[:1])
    retry_job(job=film.job)
    film = work(film)
    assert (film.state, film.refusal, film.duration_ms) == (FilmState.READY, "", 3000)


def test_asking_twice_prepares_once():
    film = make_upload()
    prepare_upload(film=film, by=make_user())
    assert Job.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\0\0\0\x20ftypisom" + b"." * 5000, "不是能识别的影片"),
        (b"#EXTM3U\n#EXTINF:3,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n", "不是能识别的影片"),
    ],
)
def test_what_is_no_film_is_refused_in_words(content, words):
    film = work(make_upload(content))
    assert film.state == FilmState.REFUSED
    assert words in film.refusal
    assert (film.job.state, film.job.error) == (JobState.FAILED, film.refusal)
    assert not film.is_ready
    assert film.publish_refusal() == f"影片《{film.title}》还不能播放（未能处理），请等它处理好。"


def test_sound_alone_and_pictures_too_large_are_told_apart():
    assert "只有声音" in work(make_upload(film_file(picture="").read_bytes())).refusal
    large = film_file("-frames:v", "1", picture="color=size=8192x4096:rate=1:duration={seconds}")
    assert "画面太大（8192x4096）" in work(make_upload(large.read_bytes())).refusal


def test_a_picture_in_a_films_clothes_is_too_short():
    picture = film_file("-frames:v", "1", sound="").read_bytes()
    assert "影片太短" in work(make_upload(picture)).refusal


def test_a_film_longer_than_allowed_is_refused(settings):
    settings.FILM_MAX_MINUTES = 1
    assert "最长 1 分钟" in work(make_upload(long_film(2))).refusal


def test_a_film_that_breaks_off_is_refused():
    whole = make_real_film().rendition.read()
    assert "文件不完整：片长写的是 0:03" in work(make_upload(whole[: len(whole) // 3])).refusal


def test_preparing_ends_when_its_time_is_over(settings):
    settings.FILM_PREPARE_MAX_MINUTES = 1 / 60
    assert "时间太长" in work(make_upload(long_film(20))).refusal


def test_a_full_disk_is_told_and_the_job_can_be_repeated():
    film = make_upload()
    with files_up_to(50_000):
        film = work(film)
    assert film.state == FilmState.REFUSED
    assert "磁盘空间不够" in film.refusal
    assert not any(name.startswith("work") for name in stored())
    retry_job(job=film.job)
    film = work(film)
    assert (film.state, film.refusal) == (FilmState.READY, "")


def replace(film, content):
    old = str(film.original)
    film.original = ContentFile(content, "b.mp4")
    film.save()
    prepare_upload(film=film, by=make_user(), replaced=old)


def test_the_old_film_stays_until_the_new_one_is_there(django_capture_on_commit_callbacks):
    film = make_real_film()
    first, original = files_of(film), str(film.original)
    with django_capture_on_commit_callbacks(execute=True):
        replace(film, film_file(seconds=5).read_bytes())
    assert not storages["private"].exists(original)
    assert film.is_ready
    assert set(first) <= set(stored())
    with django_capture_on_commit_callbacks(execute=True):
        film = work(film)
    assert film.duration_ms == 5000
    assert not set(first) & set(stored())
    assert set(files_of(film)) <= set(stored())


def test_the_old_film_stays_when_the_new_one_is_refused():
    film = make_real_film()
    replace(film, b"no film")
    film = work(film)
    assert film.state == FilmState.REFUSED
    assert film.duration_ms == 3000
    assert film.rendition.size == film.size


def test_an_upload_replaced_meanwhile_is_not_prepared():
    film = make_upload()
    first = film.job
    replace(film, film_file(seconds=5).read_bytes())
    assert work(film).state == FilmState.UPLOADED
    first.refresh_from_db()
    assert (first.state, first.words) == (
        JobState.DONE,
        "影片已换成别的文件，或已经删除，不用再处理。",
    )
    assert work(film).duration_ms == 5000


def test_a_film_deleted_meanwhile_is_forgotten():
    film = make_upload()
    Film.objects.filter(pk=film.pk).delete()
    job = claim_job(worker="tests")
    run_job(job=job)
    job.refresh_from_db()
    assert job.state == JobState.DONE


def test_a_job_that_was_given_up_is_told():
    film = make_upload()
    Job.objects.update(state=JobState.FAILED, error="多次尝试都没有做成")
    film = Film.objects.select_related("job").get()
    assert film.is_given_up
    assert film.state_words == "未能处理"


def test_a_folder_that_another_worker_makes_meanwhile_is_left_alone():
    """It begins right after this one asked which jobs run."""
    folder = Path(storages["private"].path("films/work"))
    (folder / "7-1").mkdir(parents=True)

    def another_begins(execute, *query):
        answer = execute(*query)
        (folder / "8-1").mkdir()
        return answer

    with connection.execute_wrapper(another_begins):
        clear_abandoned_work()
    assert [path.name for path in folder.iterdir()] == ["8-1"]
    (folder / "8-1").rmdir()


# --- workers that die -----------------------------------------------------------------------

WORKER = """
import django
django.setup()
from academy.core import clock
from academy.jobs.actions import claim_job, run_job
run_job(job=claim_job(worker="doomed"))
"""
LEASE = 2


def wait_until(is_so, seconds=60):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def ffmpeg_runs(words):
    return any(words in path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline"))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_nothing(database_url, settings):
    settings.JOBS_LEASE_SECONDS = LEASE
    film = make_upload(long_film(10))
    job = Job.objects.get()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "academy.settings.test",
        "DATABASE_URL": database_url,
        "JOBS_LEASE_SECONDS": str(LEASE),
    }
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER], env=environment, preexec_fn=die_with_parent
    )
    wait_until(lambda: Job.objects.filter(words__startswith="正在转码").exists())
    later = time.monotonic() + LEASE + 1
    while time.monotonic() < later:
        assert claim_job(worker="tests") is None, "the lease was not kept"
    place = f"films/work/{job.pk}-1".encode()
    assert ffmpeg_runs(place)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    wait_until(lambda: not ffmpeg_runs(place), seconds=10)
    assert any(name.startswith(f"work/{job.pk}-1") for name in stored())
    wait_until(lambda: Job.objects.expired(clock.now()).exists())
    film = work(film)
    assert (film.state, film.duration_ms) == (FilmState.READY, pytest.approx(600_000, rel=0.02))
    assert film.job.attempts == 2
    assert not any(name.startswith("work") for name in stored())


def test_progress_is_seen_by_the_uploader_alone(client):
    owner = make_user()
    film = make_upload(uploaded_by=owner)
    url = reverse("jobs:state", args=[film.job.pk])
    client.force_login(make_user())
    assert client.get(url).status_code == 404
    client.force_login(owner)
    assert json.loads(client.get(url).content)["words"] == "排队中"
