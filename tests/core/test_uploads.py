"""Uploads on their way to the disk."""

import io
import os
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.documents.models import Document

from academy.core.uploads import (
    DISK_FULL,
    RefusedUpload,
    WatchfulUploadHandler,
    clear_abandoned_uploads,
    short_name,
)
from academy.desk.models import Suggestion
from academy.people.enums import Role
from academy.people.models import User
from tests.factories.people import make_user
from tests.factories.staff import make_staff
from tests.harness.limits import files_up_to

MB = 1024 * 1024


@pytest.fixture
def folder(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return settings.UPLOAD_DIR


def named(content, name="a.mp4"):
    file = io.BytesIO(content)
    file.name = name
    return file


def send(content, name="a.mp4", **fields):
    """A request of somebody who may do everything."""
    fields = {"before": "甲", "film": named(content, name), "after": "乙"} | fields
    request = RequestFactory().post("/", fields)
    request.user = User(is_superuser=True)
    return request


def test_a_large_file_lies_on_the_disk(folder):
    request = send(b"x" * 3 * MB)
    upload = request.FILES["film"]
    assert Path(upload.temporary_file_path()).parent == folder
    assert (upload.name, upload.size) == ("a.mp4", 3 * MB)
    upload.close()
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("size", [4096, MB])
def test_a_full_disk_loses_the_file_and_nothing_else(folder, size):
    with files_up_to(size):
        request = send(b"x" * 3 * MB)
        upload = request.FILES["film"]
    assert isinstance(upload, RefusedUpload)
    assert upload.refusal == DISK_FULL
    assert (request.POST["before"], request.POST["after"]) == ("甲", "乙")
    assert list(folder.iterdir()) == []


def test_what_is_too_large_is_not_kept(folder, settings):
    settings.UPLOAD_MAX_MB = 3
    assert send(b"x" * 3 * MB).FILES["film"].size == 3 * MB
    request = send(b"x" * (3 * MB + 1))
    assert request.FILES["film"].refusal == "文件太大：最大 3 MB。"
    assert request.POST["after"] == "乙"


@pytest.mark.parametrize(
    "name", ["x" * 900 + ".mp4", "片" * 300 + ".mp4", "a." + "x" * 900, "a." + "片" * 300, "无"]
)
def test_absurd_names_are_cut(folder, name):
    upload = send(b"x" * 3 * MB, name).FILES["film"]
    assert len(upload.name) <= 72
    assert upload.size == 3 * MB


STRANGER = "您没有登录，或者登录已过期：不登录不能传 2.5 MB 以上的文件。请登录后再传。"


class TestWhoMaySendHowMuch:
    """Real requests through the whole stack."""

    @pytest.fixture(autouse=True)
    def most(self, folder, monkeypatch):
        """The most that ever lay on the disk."""
        real, sizes = WatchfulUploadHandler.receive_data_chunk, [0]

        def watch(handler, *args):
            real(handler, *args)
            sizes.append(sum(path.stat().st_size for path in folder.glob("*")))

        monkeypatch.setattr(WatchfulUploadHandler, "receive_data_chunk", watch)
        return lambda: max(sizes)

    def big(self, files=1, size=6 * MB):
        return {"login": "甲"} | {f"film{n}": named(b"x" * size) for n in range(files)}

    @pytest.mark.django_db
    @pytest.mark.parametrize("address", ["/login/", "/admin/login/", "/suggestions/"])
    def test_a_stranger_is_refused_in_words(self, folder, most, address):
        client = Client(enforce_csrf_checks=True)
        client.get("/login/")
        assert client.cookies["csrftoken"].value
        answer = client.post(address, self.big())
        assert answer.status_code == 413
        assert STRANGER in answer.content.decode()
        assert most() <= 2.5 * MB
        assert list(folder.glob("*")) == []

    @pytest.mark.django_db
    def test_many_files_are_no_way_around(self, client, folder, most):
        assert client.post("/login/", self.big(files=20, size=MB)).status_code == 413
        assert most() <= 2.5 * MB
        assert list(folder.glob("*")) == []

    @pytest.mark.django_db
    def test_a_script_is_told_the_same(self, client):
        answer = client.post("/login/", self.big(), headers={"accept": "application/json"})
        assert answer.status_code == 413
        assert answer.json() == {"success": False, "error_message": STRANGER}

    @pytest.mark.django_db
    def test_little_is_read_as_ever(self, client):
        answer = client.post("/login/", self.big(size=2 * MB))
        assert (answer.status_code, "甲" in answer.content.decode()) == (200, True)

    @pytest.mark.django_db
    def test_a_trainee_gets_no_further_and_loses_no_words(self, client, folder, most):
        client.force_login(make_user(Role.TRAINEE))
        answer = client.post("/suggestions/", self.big() | {"text": "食堂的菜太咸"})
        assert answer.status_code == 302
        assert Suggestion.objects.get().text == "食堂的菜太咸"
        assert most() <= 2.5 * MB

    @pytest.mark.django_db
    def test_a_trainees_form_says_why(self, folder):
        request = send(b"x" * 3 * MB)
        request.user = make_user()
        assert request.FILES["film"].refusal == "文件太大：最大 2.5 MB。"
        assert request.POST["after"] == "乙"

    @pytest.mark.django_db
    @pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.ADMINISTRATOR, Role.REVIEWER])
    def test_those_who_add_films_and_documents_send_large_files(self, client, most, role):
        client.force_login(make_staff(role))
        client.post(
            reverse("wagtaildocs:add"), {"title": "大", "file": named(b"%PDF" * MB, "a.pdf")}
        )
        assert Document.objects.get().file_size == 4 * MB
        assert most() > 2.5 * MB


@pytest.mark.parametrize("name", ["x" * 10_000 + ".mp4", "片" * 10_000])
def test_what_no_system_calls_a_file_is_a_bad_request(client, name):
    words = "上传的文件名太长。请把文件名改短，再传一次。"
    response = client.post("/login/", {"film": named(b"x", name)})
    assert response.status_code == 400
    assert words in response.content.decode()
    headers = {"accept": "application/json"}
    answer = client.post("/login/", {"film": named(b"x", name)}, headers=headers)
    assert (answer.status_code, answer.json()["error_message"]) == (400, words)


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [(b"no form at all", 400, "没有送全"), (b"x" * 3 * MB, 413, "送来的内容太多")],
)
def test_other_bad_requests_say_nothing_of_files(client, body, status, words):
    kind = "multipart/form-data" if status == 400 else "application/x-www-form-urlencoded"
    response = client.post("/login/", body, content_type=kind)
    assert (response.status_code, words in response.content.decode()) == (status, True)


def test_the_suffix_stays():
    assert short_name("片" * 100 + ".MP4") == "片" * 60 + ".MP4"


def test_a_file_is_stored_whole_or_not_at_all():
    storage = storages["private"]
    with files_up_to(MB), pytest.raises(OSError, match="too large"):
        storage.save("whole/a.bin", ContentFile(b"x" * 2 * MB))
    assert not storage.exists("whole/a.bin")
    assert storage.save("whole/a.bin", ContentFile(b"x" * 2 * MB)) == "whole/a.bin"


def test_what_a_dead_process_had_received_is_cleared_away(folder):
    folder.mkdir()
    yesterday = time.time() - 25 * 3600
    for name in ("old", "new"):
        (folder / name).write_bytes(b"x")
    os.utime(folder / "old", (yesterday, yesterday))
    clear_abandoned_uploads()
    assert [path.name for path in folder.iterdir()] == ["new"]
