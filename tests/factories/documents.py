"""Documents for tests: real files, with the words they are given."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pptx
import typst
import xlsxwriter
from django.conf import settings
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import Collection

from academy.jobs.actions import claim_job, run_job
from courses.texts.actions import request_reading


def pdf(*words: str) -> bytes:
    source = "\n\n".join(words).encode()
    return typst.compile(source, font_paths=[str(settings.FONT_DIR)])


def word(*words: str) -> bytes:
    """Paragraphs, and the last words in a table."""
    document = docx.Document()
    for paragraph in words[:-1]:
        document.add_paragraph(paragraph)
    document.add_table(1, 1).cell(0, 0).text = words[-1]
    return _saved(document)


def slides(*words: str) -> bytes:
    """A slide for each, the last words as the speaker's notes."""
    show = pptx.Presentation()
    for heading in words[:-1]:
        show.slides.add_slide(show.slide_layouts[5]).shapes.title.text = heading
    show.slides[0].notes_slide.notes_text_frame.text = words[-1]
    return _saved(show)


def _saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def sheet(*words: str) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        page = workbook.add_worksheet("第一页")
        for row, cell in enumerate(words):
            page.write(row, row, cell)
    return out.getvalue()


def text(*words: str) -> bytes:
    return "\n".join(words).encode("gb18030")


FILES = {"pdf": pdf, "docx": word, "pptx": slides, "xlsx": sheet, "txt": text}


def bomb(megabytes: int, name: str = "word/document.xml") -> bytes:
    """A small archive that unpacks to much."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, bytes(megabytes * 1024 * 1024))
    return out.getvalue()


def rewritten(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """An office document with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            body = old.read(entry)
            new.writestr(entry, change(body) if entry.filename == part else body)
    return out.getvalue()


def make_collection(name: str = "集合") -> Collection:
    return Collection.get_first_root_node().add_child(name=name)


def make_document(content: bytes | None = None, suffix: str = "txt", **fields: Any) -> Any:
    """A document just uploaded, whose job waits."""
    file = ContentFile(text("居民的事居民议") if content is None else content, f"file.{suffix}")
    document = get_document_model().objects.create(**{"title": "议事规则", "file": file} | fields)
    request_reading(document=document)
    return document


def make_read_document(*arguments: Any, **fields: Any) -> Any:
    """A document that the real job has read."""
    document = make_document(*arguments, **fields)
    run_job(job=claim_job(worker="tests"))
    return document
