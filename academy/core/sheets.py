"""Tables as xlsx files: written row by row, in little memory; read after a look at their size."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What is typed by people is text: never a formula, never a link.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}
Cell = str | int | dt.date | None
# What a file may come to unpacked, and how far its cells may reach.
MOST_UNPACKED = 64 * 1024 * 1024
MOST_PARTS = 2_000
WIDEST = 256
OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"  # an OLE file: Excel before 2007, or with a password
PLACES = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,9})([0-9]{1,12})["']""")

NO_SHEET = "这不是 Excel 文件（.xlsx）。请下载模板，填好后用 .xlsx 格式保存再传。"
LOCKED = "这个文件有密码，或是旧版 .xls 格式。请去掉密码，另存为 .xlsx 再传。"
BROKEN = "这个 Excel 文件已经损坏，打不开。请在 Excel 里重新保存再传。"
TOO_BIG = "这个 Excel 文件解开后太大，没有读取。请只保留名单，另存一份再传。"


class SheetError(Exception):
    """A file that is no table, or is not read because of its size; `message` is for the person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Sheet:
    """One table of a file. `columns`: heading and width in characters."""

    title: str
    columns: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell]]


def write_sheet(
    file: IO[bytes],
    *,
    title: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Cell]],
) -> int:
    """Write one sheet with a fixed heading row; `columns`: heading and width in characters.

    Returns how many rows it has besides the heading.
    """
    return write_sheets(file, [Sheet(title, columns, rows)])


def write_sheets(file: IO[bytes], sheets: Sequence[Sheet]) -> int:
    """The same for several sheets; how many rows the last one has."""
    count = 0
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        bold = book.add_format({"bold": True})
        for sheet in sheets:
            count = _write(book.add_worksheet(sheet.title), sheet, bold)
    return count


def _write(paper: Any, sheet: Sheet, bold: Any) -> int:
    count = 0
    paper.freeze_panes(1, 0)
    for place, (heading, width) in enumerate(sheet.columns):
        paper.set_column(place, place, width)
        paper.write_string(0, place, heading, bold)
    for count, row in enumerate(sheet.rows, start=1):
        paper.write_row(count, 0, row)
    return count


def read_sheet(content: bytes, *, most_rows: int) -> list[list[Any]]:
    """The cells of the first sheet; row 1 of the sheet is the first of the list.

    Cells are text, numbers, dates or empty strings. Nothing is unpacked before it is known how
    much it comes to, nor read before it is known how far the cells reach. Raises SheetError.
    """
    _check_archive(content, most_rows)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        found = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except PasswordError as error:
        raise SheetError(LOCKED) from error
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise SheetError(BROKEN) from error
    return found


def _check_archive(content: bytes, most_rows: int) -> None:
    if content.startswith(OLD_OR_LOCKED):
        raise SheetError(LOCKED)
    if not zipfile.is_zipfile(BytesIO(content)):
        raise SheetError(NO_SHEET)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise SheetError(TOO_BIG)
            if not any(part.filename.startswith("xl/") for part in parts):
                raise SheetError(NO_SHEET)
            for part in parts:
                # Reading to the end checks the sum: a part cannot be longer than it says.
                xml = archive.read(part)
                if b"sheetData" in xml:
                    _check_reach(xml, most_rows)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SheetError(BROKEN) from error


def _check_reach(xml: bytes, most_rows: int) -> None:
    """A table is laid out in memory up to its last cell, however empty it is before."""
    for column, row in PLACES.findall(xml):
        if int(row) > most_rows:
            raise SheetError(
                f"表格有内容或格式的行到了第 {int(row)} 行，一次最多 {most_rows} 行。"
                "请分成几个文件，或删掉下面多余的行再传。"
            )
        if _number(column) > WIDEST:
            raise SheetError(f"表格的列太多（到了 {column.decode()} 列），请只保留模板里的列。")


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
