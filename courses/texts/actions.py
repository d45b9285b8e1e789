"""Writes of passages."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from wagtail.documents import get_document_model

from academy.core.errors import ActionError
from academy.jobs.actions import enqueue_job
from courses.texts import reading
from courses.texts.models import Passage
from courses.texts.pieces import pieces_of
from courses.texts.queries import unread_documents, version_of

if TYPE_CHECKING:
    from wagtail.documents.models import AbstractDocument

KIND = "courses.read_document"
# Documents asked for in one go; the next follow half a minute later.
AT_ONCE = 100
UNREADABLE = (
    "读不出这份文件里的文字：可能已损坏、加了密码，或者太大。文件仍可下载，但只能按标题搜到。"
)


def request_readings() -> None:
    """Have new and changed documents read, the oldest first; asking again changes nothing."""
    for document in unread_documents().select_related("uploaded_by_user").order_by("pk")[:AT_ONCE]:
        request_reading(document=document)


def request_reading(*, document: AbstractDocument) -> None:
    """Have what stands in `document` found by the search; a second time changes nothing."""
    version = hashlib.sha256(version_of(document).encode()).hexdigest()
    enqueue_job(
        kind=KIND,
        title=f"读取文档《{document.title}》"[:120],
        params={"document": document.pk},
        owner=document.uploaded_by_user,
        idempotency_key=f"{KIND}:{document.pk}:{version}",
    )


def read_document(*, document: AbstractDocument) -> str:
    """The text of a document, read at a distance: ActionError where there is none to be had."""
    suffix = document.file_extension.lower()
    if suffix not in reading.READERS:
        raise ActionError(UNREADABLE)
    seconds = settings.DOCUMENT_READ_SECONDS
    command = [sys.executable, "-m", reading.__name__, suffix, document.file.path, str(seconds)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command,
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds + 5,
        )
        done.check_returncode()
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise ActionError(UNREADABLE) from error
    return done.stdout.decode("utf-8", "ignore")


@transaction.atomic
def index_document(*, document_id: int, text: str) -> None:
    """A document is found by its title and `text` from now on, and by nothing it held before."""
    document = get_document_model().objects.select_for_update().filter(pk=document_id).first()
    if document is not None:
        values = {"document_id": document_id, "version": version_of(document)}
        _replace(values, f"{document.title} {text}")


@transaction.atomic
def index_film(*, film_id: int, text: str) -> None:
    """A film is found by `text`, what is said in it, from now on, and by nothing said before."""
    _replace({"film_id": film_id}, text)


def _replace(values: dict[str, Any], text: str) -> None:
    """Passages of a text instead of those there are. One by one: that puts them in the index."""
    owner = {name: value for name, value in values.items() if name.endswith("_id")}
    Passage.objects.filter(**owner).delete()
    for number, piece in enumerate(pieces_of(text)):
        Passage.objects.create(**values, number=number, text=piece)
