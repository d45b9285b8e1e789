"""Large private files, sent in pieces: what a player asks for when somebody seeks.

The caller has decided that the person may see the file. With PRIVATE_ACCEL the web server in
front sends it (X-Accel-Redirect); else this process does, in blocks.
"""

from __future__ import annotations

import re
import threading
import weakref
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import get_conditional_response
from whitenoise.responders import SlicedFile

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

# The most that is sent at once of a range: a player that has enough for now stops reading, and
# what is sent then holds a thread of this process. It asks for the rest when it wants it.
MOST_AT_ONCE = 1024 * 1024
# What has no Range is sent whole, and who reads nothing of it holds a thread for as long as they
# like: so many of a process, which has more. Players ask for ranges and are never kept waiting.
MOST_WHOLE = 2
AGAIN_AFTER = 60  # seconds
TOO_MANY = "现在整部下载影片的人太多，请过一分钟再试。在网页里看影片不受影响。"
_whole = threading.BoundedSemaphore(MOST_WHOLE)
# One range only; a request for several is answered with the whole file, as it may be.
RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})", re.ASCII)


class NotInFile(ValueError):  # noqa: N818 - an answer, not a fault
    """What is asked for lies beyond the end."""


class TooManyError(Exception):
    """So many whole files are being sent already."""


class BlockResponse(FileResponse):
    """Streams; never holds more than a block."""

    block_size = 256 * 1024


class WholeResponse(BlockResponse):
    """A large file from beginning to end; one of a few at a time, else TooManyError."""

    def __init__(self, file: SlicedFile) -> None:
        if not _whole.acquire(blocking=False):
            file.close()
            raise TooManyError
        # Once, whether the server closes it or merely lets go of it.
        self._leave = weakref.finalize(self, _whole.release)
        super().__init__(file)

    def close(self) -> None:
        super().close()
        self._leave()


def wanted_bytes(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte that a Range header asks for; None for the whole file of `size` bytes.

    A header that makes no sense counts for nothing. NotInFile where there is no such piece.
    """
    found = RANGE.fullmatch(header.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(size - int(last), 0), size - 1
    else:
        start, end = int(first), min(int(last or size), size - 1)
        if last and int(last) < start:
            return None
    if start >= size:
        raise NotInFile
    return start, end


def serve_private(
    request: HttpRequest, name: str, *, content_type: str, etag: str
) -> HttpResponseBase:
    """A file of the private storage. `etag`: changes whenever its bytes do, without quotes.

    404 where there is no such file.
    """
    storage = storages["private"]
    if not storage.exists(name):
        raise Http404
    if settings.PRIVATE_ACCEL:
        response: HttpResponseBase = HttpResponse()
        response["X-Accel-Redirect"] = settings.PRIVATE_ACCEL + quote(name)
    else:
        try:
            response = _answer(request, name, storage.size(name), f'"{etag}"')
        except TooManyError:
            return _too_many()
    response["Content-Type"] = content_type
    response["Cache-Control"] = "private, no-cache"
    return response


def _too_many() -> HttpResponse:
    response = HttpResponse(TOO_MANY, status=429, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = str(AGAIN_AFTER)
    return response


def _answer(request: HttpRequest, name: str, size: int, etag: str) -> HttpResponseBase:
    response: HttpResponseBase
    try:
        piece = _piece(request, size, etag)
    except NotInFile:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
    else:
        response = _send(request, name, size, piece)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    conditional = get_conditional_response(request, etag=etag, response=response)  # type: ignore[arg-type]
    if conditional is not None and conditional is not response:
        response.close()
        return conditional
    return response


def _piece(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """Ranges are for GET, and only of the very file that the other side has a part of."""
    if request.method != "GET" or request.headers.get("if-range", etag) != etag:
        return None
    piece = wanted_bytes(request.headers.get("range", ""), size)
    return piece and (piece[0], min(piece[1], piece[0] + MOST_AT_ONCE - 1))


def _send(
    request: HttpRequest, name: str, size: int, piece: tuple[int, int] | None
) -> HttpResponseBase:
    start, end = piece or (0, size - 1)
    if request.method == "HEAD":
        response: HttpResponseBase = HttpResponse()
    else:
        whole = piece is None and size > MOST_AT_ONCE
        file = SlicedFile(storages["private"].open(name), start, end)
        response = (
            WholeResponse(file) if whole else BlockResponse(file, status=206 if piece else 200)
        )
    if piece:
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Length"] = str(end - start + 1)
    return response
