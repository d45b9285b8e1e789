"""Files that people send, on their way to the disk: kept whole or refused in words."""

from __future__ import annotations

import errno
import os
import time
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler

# A full disk, a file over its limit, a used-up quota.
NO_ROOM = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
DISK_FULL = "服务器的磁盘空间不够，文件没有保存。请联系系统管理员腾出空间，再试一次。"
ABANDONED = 24 * 3600  # seconds
STEM_KEPT, SUFFIX_KEPT = 60, 12


def is_no_room(error: OSError) -> bool:
    """Whether something could not be written because there was no room for it."""
    return error.errno in NO_ROOM


class RefusedUpload(SimpleUploadedFile):
    """Stands for a file that was not kept. `refusal` says why, in words, to the form's field."""

    def __init__(self, name: str, refusal: str) -> None:
        super().__init__(name, b"")
        self.refusal = refusal


class KeptUpload(TemporaryUploadedFile):
    """Lies in UPLOAD_DIR until it is stored, or else until the request is over."""

    def __init__(self, name: str, content_type: str, charset: str | None) -> None:
        folder = Path(settings.UPLOAD_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        file = NamedTemporaryFile(suffix=os.path.splitext(name)[1], dir=folder)  # noqa: SIM115
        UploadedFile.__init__(self, file, name, content_type, 0, charset)


class WatchfulUploadHandler(TemporaryFileUploadHandler):
    """Keeps what is sent on the disk, while there is room and up to UPLOAD_MAX_MB.

    What is refused goes nowhere, and the form's other input still arrives: the field's value is
    then a `RefusedUpload`.
    """

    def new_file(
        self, field_name: str, file_name: str, content_type: str, *args: Any, **kwargs: Any
    ) -> None:
        name = short_name(file_name)
        FileUploadHandler.new_file(self, field_name, name, content_type, *args, **kwargs)
        self.received, self.refusal = 0, ""
        try:
            self.file = KeptUpload(name, content_type, self.charset)
        except OSError as error:
            self._refuse_if_full(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.refusal:
            return
        if self.received > settings.UPLOAD_MAX_MB * 1024 * 1024:
            self._refuse(f"文件太大：最大 {settings.UPLOAD_MAX_MB} MB。")
            return
        try:
            self.file.write(raw_data)
        except OSError as error:
            self._refuse_if_full(error)

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        if not self.refusal:
            try:
                self.file.flush()
                return super().file_complete(file_size)
            except OSError as error:
                self._refuse_if_full(error)
        return RefusedUpload(self.file_name or "", self.refusal)

    def _refuse_if_full(self, error: OSError) -> None:
        if not is_no_room(error):
            raise error
        self._refuse(DISK_FULL)

    def _refuse(self, words: str) -> None:
        self.refusal = words
        if hasattr(self, "file"):
            # What is still to be written finds no room either; the file is gone all the same.
            with suppress(OSError):
                self.file.close()


def clear_abandoned_uploads() -> None:
    """Delete what processes that were killed had received; no upload takes a whole day."""
    for path in Path(settings.UPLOAD_DIR).glob("*"):
        with suppress(FileNotFoundError):  # An upload that is over takes its file along.
            if time.time() - path.stat().st_mtime > ABANDONED:
                path.unlink()


def short_name(name: str) -> str:
    """A file's name cut so that it fits into a name of ours; its suffix stays."""
    stem, suffix = os.path.splitext(name)
    return stem[:STEM_KEPT] + suffix[:SUFFIX_KEPT]


class WholeFileStorage(FileSystemStorage):
    """On the disk. What could not be written to its end leaves nothing behind."""

    def _save(self, name: str, content: Any) -> str:
        try:
            return super()._save(name, content)  # type: ignore[misc, no-any-return]
        except OSError as error:
            if is_no_room(error):
                self.delete(name)
            raise
