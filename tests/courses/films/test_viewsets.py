"""Films in the admin: adding, replacing, refusing, looking after."""

import io
from pathlib import Path
from typing import ClassVar

import pytest
from django.core.files.storage import storages
from django.urls import reverse

from academy.core.uploads import DISK_FULL
from academy.jobs.actions import claim_job, run_job
from academy.jobs.models import Job
from academy.people.enums import Role
from courses.films.enums import FilmState
from courses.films.forms import FilmForm
from courses.models import Film
from tests.factories.films import film_file, make_film, make_real_film, make_upload
from tests.factories.staff import make_staff
from tests.factories.watching import make_micro_film
from tests.harness.limits import files_up_to

pytestmark = pytest.mark.django_db
URLS = "wagtailsnippets_courses_film"


def url(name, *args):
    return reverse(f"{URLS}:{name}", args=args)


def text(response):
    return response.content.decode()


def upload(content=None, name="议事.mp4"):
    file = io.BytesIO(film_file().read_bytes() if content is None else content)
    file.name = name
    return file


def values(**fields):
    base = {"title": "居民议事", "no_captions_reason": "没有人说话", "original": upload()}
    return {name: value for name, value in (base | fields).items() if value is not None}


@pytest.fixture
def author(client):
    person = make_staff(Role.INSTRUCTOR, name="王老师")
    client.force_login(person)
    return person


def test_an_author_uploads_a_film(client, author):
    response = client.post(url("add"), values())
    film = Film.objects.get()
    assert response.url == url("edit", film.pk)
    assert (film.title, film.uploaded_by, film.state) == ("居民议事", author, FilmState.UPLOADED)
    assert film.original.read() == film_file().read_bytes()
    assert str(film.original).startswith("films/originals/")
    assert "议事" not in str(film.original)
    assert (film.job.owner, film.job.title) == (author, "处理影片《居民议事》")
    page = text(client.get(url("edit", film.pk)))
    assert reverse("jobs:state", args=[film.job.pk]) in page
    assert "排队中" in page
    assert "build/admin.js" in page


FAULTS = {
    "another suffix": (upload(b"MZ", "a.exe"), "不接受这种文件"),
    "no suffix": (upload(b"MZ", "a"), "不接受这种文件"),
    "text": (upload("不是影片".encode()), "不是能识别的影片"),
    "program": (upload(b"MZ\x90\0" + bytes(500)), "不是能识别的影片"),
    "archive": (upload(b"PK\x03\x04" + bytes(500)), "不是能识别的影片"),
    "picture": (upload(b"\x89PNG\r\n\x1a\n" + bytes(500)), "不是能识别的影片"),
    "play list": (upload(b"#EXTM3U\n#EXTINF:3,\nfile:///etc/passwd\n"), "不是能识别的影片"),
    "empty": (upload(b""), "空的"),
    "none": (None, "请选择影片文件"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_is_no_film_is_refused_and_the_words_stay(client, author, fault):
    file, words = FAULTS[fault]
    if file:
        file.seek(0)
    page = text(client.post(url("add"), values(original=file)))
    assert words in page
    assert 'value="居民议事"' in page
    assert "没有人说话" in page
    assert not Film.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.parametrize("title", ["题" * 10_000, ""])
def test_a_title_is_neither_absent_nor_endless(client, author, title):
    page = text(client.post(url("add"), values(title=title)))
    assert ("120" if title else "这是必填项") in page
    assert not Film.objects.exists()


def test_a_film_too_large_is_refused(client, author, settings):
    settings.FILM_MAX_MB = 0
    assert "文件太大" in text(client.post(url("add"), values()))


def test_a_full_disk_keeps_nothing_but_the_words(client, author):
    big = b"\0\0\0\x20ftypisom" + bytes(8 * 1024 * 1024)
    with files_up_to(6 * 1024 * 1024):
        page = text(client.post(url("add"), values(original=upload(big))))
    assert DISK_FULL in page
    assert 'value="居民议事"' in page
    assert not Film.objects.exists()


def test_a_small_file_on_a_full_disk(client, author):
    """It is held in memory until it is stored: the disk is found full only then."""
    folder = Path(storages["private"].path("films/originals"))
    before = set(folder.glob("*"))
    head = b"\0\0\0\x20ftypisom" + bytes(2 * 1024 * 1024)
    with files_up_to(1024 * 1024):
        page = text(client.post(url("add"), values(original=upload(head))))
    assert DISK_FULL in page
    assert not Film.objects.exists()
    assert set(folder.glob("*")) == before


def test_words_change_without_a_new_file(client, author):
    film = make_upload(uploaded_by=author)
    client.post(url("edit", film.pk), values(title="新标题", original=None))
    again = Film.objects.get()
    assert (again.title, again.original) == ("新标题", film.original)
    assert Job.objects.count() == 1


def test_a_new_file_is_prepared_and_the_old_one_goes(
    client, author, django_capture_on_commit_callbacks
):
    film = make_real_film(uploaded_by=author)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            url("edit", film.pk), values(original=upload(film_file(seconds=5).read_bytes()))
        )
    again = Film.objects.get()
    assert again.original != film.original
    assert not storages["private"].exists(str(film.original))
    assert (again.state, again.is_ready) == (FilmState.UPLOADED, True)
    assert Job.objects.count() == 2


def test_a_refusal_is_shown_on_the_film(client, author):
    film = make_upload(uploaded_by=author)
    Film.objects.update(state=FilmState.REFUSED, refusal="文件不完整")
    assert "文件不完整" in text(client.get(url("edit", film.pk)))


def test_the_script_that_uploads_gets_faults_and_addresses(client, author):
    headers = {"accept": "application/json"}
    answer = client.post(url("add"), values(title=""), headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error_message"].startswith("标题：")
    answer = client.post(url("add"), values(), headers=headers)
    assert answer.json()["url"] == url("edit", Film.objects.get().pk)


def test_a_deleted_film_leaves_no_files(client, author, django_capture_on_commit_callbacks):
    film = make_real_film(uploaded_by=author)
    names = [str(film.original), str(film.rendition), str(film.poster)]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("delete", film.pk))
    assert not Film.objects.exists()
    assert [name for name in names if storages["private"].exists(name)] == []


@pytest.mark.parametrize(
    ("role", "adds", "changes"),
    [
        (Role.INSTRUCTOR, 200, 200),
        (Role.ADMINISTRATOR, 200, 200),
        (Role.REVIEWER, 302, 200),
        (Role.TRAINEE, 302, 302),
    ],
)
def test_who_may_what(client, role, adds, changes):
    film = make_film()
    client.force_login(make_staff(role))
    assert client.get(url("add")).status_code == adds
    assert client.get(url("edit", film.pk)).status_code == changes


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_shows_what_matters_in_constant_queries(
    client, author, count, django_assert_num_queries
):
    for n in range(count):
        film = make_film(uploaded_by=author, duration_ms=65_000)
        make_micro_film(title=f"活动{n}", film=film)
    client.get(url("list"))
    # session, user, permissions (2), Wagtail's own (6); films, their uses, activities
    with django_assert_num_queries(13):
        page = text(client.get(url("list")))
    assert page.count("1:05") == count
    assert page.count("王老师") >= count
    assert page.count("可以播放") >= count
    assert page.count("poster.jpg") == count
    assert all(f"活动{n}" in page for n in range(count))
    make_film()
    assert text(client.get(url("list"))).count("还没有用到") == 1


SRT = "1\n00:00:01,000 --> 00:00:02,000\n居民的事居民议。\n"


def test_captions_and_chapters_are_kept_clean(client, author):
    film = make_film(duration_ms=3000, no_captions_reason="")
    file = upload(SRT.replace("居民的事", "<i>居民的事</i>").encode("gb18030"), "字幕.srt")
    fields = values(original=None, captions_file=file, chapters_text="00:00 开头\n00:02 结尾")
    client.post(url("edit", film.pk), fields)
    film.refresh_from_db()
    assert film.captions == "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n居民的事居民议。\n"
    assert film.captions_text == "居民的事居民议。"
    assert film.chapters == [{"start_ms": 0, "title": "开头"}, {"start_ms": 2000, "title": "结尾"}]
    page = text(client.get(url("edit", film.pk)))
    assert "00:00:01.000 --&gt; 00:00:02.000" in page
    assert "0:02 结尾" in page


def test_faults_are_told_by_line_and_nothing_is_lost(client, author):
    film = make_film(duration_ms=3000, captions="WEBVTT\n")
    long = SRT.replace("02,000", "09,000")
    page = text(
        client.post(
            url("edit", film.pk),
            values(title="新标题", original=None, captions=long, chapters_text="开头"),
        )
    )
    assert "第 2 行：超出了片长（0:03）" in page
    assert "第 1 行：应像“01:30 怎样开头”" in page
    assert 'value="新标题"' in page
    assert "居民的事居民议。" in page
    film.refresh_from_db()
    assert film.captions == "WEBVTT\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xff\xff\x80", "另存为 UTF-8"),
        (b" " * (1024 * 1024 + 1), "最大 1 MB"),
        (b"", "空的"),
        (b"MZ, no captions", "第 1 行"),
    ],
)
def test_a_captions_file_that_is_none_is_refused(client, author, content, words):
    film = make_film()
    fields = values(original=None, captions_file=upload(content, "a.srt"))
    assert words in text(client.post(url("edit", film.pk), fields))


def test_new_captions_are_found_and_old_ones_are_not(client, author):
    film = make_film(duration_ms=3000)
    client.post(url("edit", film.pk), values(original=None, captions=SRT))
    assert [passage.text for passage in film.passages.all()] == ["居民的事居民议。"]
    client.post(url("edit", film.pk), values(original=None, captions=SRT.replace("居民议", "办")))
    assert [passage.text for passage in film.passages.all()] == ["居民的事办。"]
    client.post(url("edit", film.pk), values(original=None, captions=""))
    assert not film.passages.exists()


def test_saving_words_leaves_alone_what_the_job_wrote_meanwhile():
    film = make_upload()
    form = FilmForm(values(original=None, title="新标题"), instance=Film.objects.get(pk=film.pk))
    run_job(job=claim_job(worker="tests"))
    assert form.is_valid()
    form.save()
    film.refresh_from_db()
    assert (film.title, film.state) == ("新标题", FilmState.READY)
    assert film.is_ready


def test_a_film_in_use_is_not_deleted(client, author):
    activity = make_micro_film(title="一段")
    answer = client.post(url("delete", activity.film_id), follow=True)
    assert "不能删除" in text(answer)
    assert Film.objects.filter(pk=activity.film_id).exists()
    assert "一段" in text(client.get(url("list")))


def test_captions_of_a_film_not_yet_measured_are_looked_at_again():
    film = make_film(duration_ms=3000, captions="WEBVTT\n\n00:00:01.000 --> 00:01:00.000\n议\n")
    assert "字幕超出了片长（0:03）" in film.publish_refusal()
    film.captions = ""
    film.no_captions_reason = ""
    assert "没有字幕" in film.publish_refusal()
    film.no_captions_reason = "没有人说话"
    assert film.publish_refusal() == ""
    film.chapters = [{"start_ms": 3000, "title": "片尾"}]
    assert "章节超出了片长（0:03）" in film.publish_refusal()


class TestShownFilms:
    """What publishing asked for holds while people see the film."""

    CAPTIONS = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n议\n"
    CHAPTERS: ClassVar = [{"start_ms": 0, "title": "开头"}, {"start_ms": 2000, "title": "结尾"}]

    def send(self, client, film, **fields):
        """What the browser sends of a form that nobody touched, but for `fields`."""
        form = FilmForm(instance=film)
        kept = {
            "original": None,
            "captions": film.captions,
            "no_captions_reason": film.no_captions_reason,
            "chapters_text": form.initial["chapters_text"],
        }
        return client.post(url("edit", film.pk), values(**kept | fields))

    def test_captions_are_not_cleared_without_a_reason(self, client, author):
        film = make_film(captions=self.CAPTIONS, no_captions_reason="")
        for n in range(4):
            make_micro_film(title=f"一段{n}", film=film)
        make_micro_film(title="草稿", film=film, live=False)
        page = text(self.send(client, film, captions=""))
        words = "学员正在《一段0》、《一段1》、《一段2》等 4 项学习活动里看这部影片："
        assert f"{words}请留下字幕，或写明没有字幕的原因。" in page
        film.refresh_from_db()
        assert film.captions == self.CAPTIONS
        self.send(client, film, captions="", no_captions_reason="没有人说话")
        film.refresh_from_db()
        assert (film.captions, film.no_captions_reason) == ("", "没有人说话")

    def test_a_film_nobody_sees_may_be_without(self, client, author):
        film = make_film(captions=self.CAPTIONS, no_captions_reason="")
        make_micro_film(film=film, live=False)
        self.send(client, film, captions="")
        film.refresh_from_db()
        assert film.captions == ""

    def test_a_new_file_does_not_keep_the_old_words_in_silence(self, client, author):
        film = make_film(captions=self.CAPTIONS, chapters=self.CHAPTERS)
        page = text(self.send(client, film, original=upload()))
        assert "这是原来影片的字幕。请改好，或者勾选" in page
        assert "这是原来影片的章节。请改好，或者勾选" in page
        assert not Job.objects.exists()
        changed = {"captions": self.CAPTIONS.replace("议", "办"), "chapters_text": "0:00 全部"}
        self.send(client, film, original=upload(), **changed)
        assert Job.objects.count() == 1

    def test_the_author_may_say_that_they_fit(self, client, author):
        film = make_film(captions=self.CAPTIONS, chapters=self.CHAPTERS)
        assert "仍然适合" in text(client.get(url("edit", film.pk)))
        self.send(client, film, original=upload(), still_fit="on")
        film.refresh_from_db()
        assert (film.captions, film.chapters) == (self.CAPTIONS, self.CHAPTERS)
        assert Job.objects.count() == 1

    def test_there_is_nothing_to_say_of_a_film_without(self, client, author):
        assert "仍然适合" not in text(client.get(url("add")))
        assert "仍然适合" not in text(client.get(url("edit", make_film().pk)))
