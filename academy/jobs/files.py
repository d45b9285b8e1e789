"""Files of jobs: a folder of the private storage to each, so that none is left behind."""

from __future__ import annotations

from typing import Any

from django.core.files.base import File
from django.core.files.storage import storages

FOLDER = "jobs"


def write_file(job_id: int, name: str, content: File[Any]) -> str:
    """Keep a file of a job, in place of what an earlier attempt left; its name in the storage."""
    path = f"{_folder(job_id)}/{name}"
    storages["private"].delete(path)
    return storages["private"].save(path, content)


def delete_files(job_id: int, result_file: str = "") -> None:
    """Delete a job's folder with all in it, and its result where that lies elsewhere."""
    storage, folder = storages["private"], _folder(job_id)
    if result_file:
        storage.delete(result_file)
    if storage.exists(folder):
        for name in storage.listdir(folder)[1]:
            storage.delete(f"{folder}/{name}")
        storage.delete(folder)


def jobs_with_files() -> list[int]:
    """Numbers of the jobs that have a folder, whether or not the job is still there."""
    storage = storages["private"]
    folders = storage.listdir(FOLDER)[0] if storage.exists(FOLDER) else []
    return [int(name) for name in folders if name.isdecimal()]


def _folder(job_id: int) -> str:
    return f"{FOLDER}/{job_id}"
