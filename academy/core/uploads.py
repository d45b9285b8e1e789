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
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from django.utils.functional import cached_property

# A full disk, a file over its limit, a used-up quota.
NO_ROOM = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
DISK_FULL = "服务器的磁盘空间不够，文件没有保存。请联系系统管理员腾出空间，再试一次。"
SIGN_IN = "您没有登录，或者登录已过期：不登录不能传 {limit:g} MB 以上的文件。请登录后再传。"
ABANDONED = 24 * 3600  # seconds
STEM_KEPT, SUFFIX_KEPT = 60, 12


def is_no_room(error: OSError) -> bool:
    """Whether something could not be written because there was no room for it."""
    return error.errno in NO_ROOM


class UploadRefusedError(RequestDataTooBig):
    """What a stranger sent is more than strangers may send. The message is for the person."""


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
    """Keeps what is sent on the disk, while there is room and as much as the sender may send.

    Those with UPLOAD_PERMISSION may send files of UPLOAD_MAX_MB, everybody else UPLOAD_MB_OF_ALL
    in one request. What is refused goes nowhere, and the form's other input still arrives: the
    field's value is then a `RefusedUpload`. A stranger's request is refused as a whole, once it
    has been read: no form of ours takes such files without signing in.
    """

    received, refusal, was_refused = 0, "", False

    @cached_property
    def _sender(self) -> Any:
        """Known by the session: what is being sent may not be read here."""
        return getattr(self.request, "user", None) or AnonymousUser()

    @cached_property
    def _limit_mb(self) -> float:
        may = self._sender.has_perm(settings.UPLOAD_PERMISSION)
        return settings.UPLOAD_MAX_MB if may else settings.UPLOAD_MB_OF_ALL

    def new_file(
        self, field_name: str, file_name: str, content_type: str, *args: Any, **kwargs: Any
    ) -> None:
        name = short_name(file_name)
        FileUploadHandler.new_file(self, field_name, name, content_type, *args, **kwargs)
        self.refusal = ""
        if self._limit_mb > settings.UPLOAD_MB_OF_ALL:
            self.received = 0
        try:
            self.file = KeptUpload(name, content_type, self.charset)
        except OSError as error:
            self._refuse_if_full(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.refusal:
            return
        if self.received > self._limit_mb * 1024 * 1024:
            self._refuse(f"文件太大：最大 {self._limit_mb:g} MB。")
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

    def upload_complete(self) -> None:
        if self.was_refused and not self._sender.is_authenticated:
            raise UploadRefusedError(SIGN_IN.format(limit=self._limit_mb))

    def _refuse_if_full(self, error: OSError) -> None:
        if not is_no_room(error):
            raise error
        self._refuse(DISK_FULL)

    def _refuse(self, words: str) -> None:
        self.refusal, self.was_refused = words, True
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
