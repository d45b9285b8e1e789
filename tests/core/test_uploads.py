"""Uploads on their way to the disk."""

import io
import os
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import RequestFactory

from academy.core.uploads import DISK_FULL, RefusedUpload, clear_abandoned_uploads, short_name
from tests.harness.limits import files_up_to

MB = 1024 * 1024


@pytest.fixture
def folder(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return settings.UPLOAD_DIR


def send(content, name="a.mp4"):
    file = io.BytesIO(content)
    file.name = name
    return RequestFactory().post("/", {"before": "甲", "film": file, "after": "乙"})


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


@pytest.mark.parametrize("name", ["x" * 10_000 + ".mp4", "片" * 10_000])
def test_what_no_system_calls_a_file_is_a_bad_request(client, name):
    file = io.BytesIO(b"x")
    file.name = name
    response = client.post("/login/", {"film": file})
    assert response.status_code == 400
    assert "文件名太长" in response.content.decode()


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
