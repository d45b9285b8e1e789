"""The text of a document, read by a process of its own that cannot take the machine along.

    python -m courses.texts.reading SUFFIX FILE SECONDS

writes it to its standard output. The files are hostile until proven otherwise: the process has
little memory and little time, and archives that would unpack to too much are not opened.
Knows no Django.
"""

from __future__ import annotations

import resource
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

MEMORY = 1024 * 1024 * 1024
MOST_CHARACTERS = 1_000_000
MOST_PAGES = 3_000
UNPACKED, RATIO, ENTRIES = 300 * 1024 * 1024, 200, 5_000


class UnreadableError(Exception):
    """Not opened: it would unpack to too much, or nobody knows the encoding."""


def decode(content: bytes) -> str | None:
    """The text of a file as Chinese systems write it (UTF-8, UTF-16, GB 18030), else None."""
    bom = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if bom else ["utf-8-sig", "gb18030"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def check_archive(path: Path) -> None:
    """UnreadableError where an archive says it unpacks to too much, or is encrypted."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > ENTRIES or unpacked > UNPACKED or unpacked > packed * RATIO:
        raise UnreadableError
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableError


def read_pdf(path: Path) -> Iterator[str]:
    from pypdf import PdfReader

    for page in PdfReader(path).pages[:MOST_PAGES]:
        yield page.extract_text()


def read_docx(path: Path) -> Iterator[str]:
    from docx import Document

    check_archive(path)
    yield from _blocks(Document(str(path)))


def _blocks(container: Any) -> Iterator[str]:
    """Paragraphs and tables in the order in which they stand."""
    for block in container.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                yield from (cell.text for cell in row.cells)
        else:
            yield block.text


def read_pptx(path: Path) -> Iterator[str]:
    from pptx import Presentation

    check_archive(path)
    for slide in Presentation(str(path)).slides:
        yield from _shapes(slide.shapes)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame:
            yield slide.notes_slide.notes_text_frame.text


def _shapes(shapes: Iterable[Any]) -> Iterator[str]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        elif shape.has_text_frame:
            yield shape.text_frame.text
        elif getattr(shape, "has_table", False):
            yield from (cell.text for row in shape.table.rows for cell in row.cells)


def read_xlsx(path: Path) -> Iterator[str]:
    from python_calamine import CalamineWorkbook

    check_archive(path)
    workbook = CalamineWorkbook.from_path(path)
    for name in workbook.sheet_names:
        yield name
        for row in workbook.get_sheet_by_name(name).iter_rows():
            yield " ".join(str(cell) for cell in row if cell != "")


def read_txt(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        text = decode(file.read(4 * MOST_CHARACTERS))
    if text is None:
        raise UnreadableError
    yield text


READERS: dict[str, Callable[[Path], Iterator[str]]] = {
    "pdf": read_pdf,
    "docx": read_docx,
    "pptx": read_pptx,
    "xlsx": read_xlsx,
    "txt": read_txt,
}


def read(suffix: str, path: Path) -> str:
    """Up to MOST_CHARACTERS of a document's text."""
    found: list[str] = []
    length = 0
    for text in READERS[suffix](path):
        found.append(text)
        length += len(text) + 1
        if length > MOST_CHARACTERS:
            break
    return "\n".join(found)[:MOST_CHARACTERS]


def main(suffix: str, path: str, seconds: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    text = read(suffix, Path(path))
    sys.stdout.buffer.write(text.encode("utf-8", "ignore"))


if __name__ == "__main__":
    main(*sys.argv[1:])
