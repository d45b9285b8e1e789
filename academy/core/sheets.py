"""Tables as xlsx files: written row by row, in little memory; read after a look at their size."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any
from xml.parsers import expat

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
# Longer than a cell of Excel can be; what all cells with a text may come to, in characters.
LONGEST = 32_767
MOST_TEXT = 64 * 1024 * 1024
PLACES = {"c": re.compile(r"([A-Za-z]{1,9})([0-9]{1,12})"), "row": re.compile(r"()([0-9]{1,12})")}
TABLE = "sheetData"
TEXTS = {"c", "si"}  # a cell, a text that cells share
STRINGS = "sharedstrings.xml"
# Parts of other kinds of tables, which would be read without a look at their size.
OTHER_KINDS = {"xl/workbook.bin", "content.xml", "mimetype"}

NO_SHEET = "这不是 Excel 文件（.xlsx）。请下载模板，填好后用 .xlsx 格式保存再传。"
LOCKED = "这个文件有密码，或是旧版 .xls 格式。请去掉密码，另存为 .xlsx 再传。"
BROKEN = "这个 Excel 文件已经损坏，打不开。请在 Excel 里重新保存再传。"
TOO_BIG = "这个 Excel 文件解开后太大，没有读取。请只保留名单，另存一份再传。"
UNPLACED = (
    "这个 Excel 文件里有的行或格子没有写明位置，没有读取。"
    "请用 Excel 或 WPS 打开，另存为 .xlsx 再传。"
)
TOO_LONG = f"有一格的文字超过 {LONGEST} 字，没有读取。请删短再传。"


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
            _check_kind({part.filename.replace("\\", "/").lower() for part in parts})
            size = _Size(most_rows)
            for part in parts:
                # Reading to the end checks the sum: a part cannot be longer than it says.
                xml = archive.read(part)
                if TABLE.encode() in xml or part.filename.lower().endswith(STRINGS):
                    size.add(xml)
            size.check_text()
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        expat.ExpatError,
    ) as error:
        raise SheetError(BROKEN) from error


def _check_kind(names: set[str]) -> None:
    if names & OTHER_KINDS or not any(name.startswith("xl/") for name in names):
        raise SheetError(NO_SHEET)


class _Size:
    """How far the cells of a file reach and how much text they come to; raises SheetError.

    A table is laid out in memory up to its last cell, however empty it is before, and a text that
    many cells share once for each of them.
    """

    def __init__(self, most_rows: int) -> None:
        self._most_rows = most_rows
        self._sharing = self._longest = 0
        # How many tables and how many elements of a text are open; how long that text is so far.
        self._tables = self._depth = self._length = 0

    def add(self, xml: bytes) -> None:
        """Look through one part. UTF-8, whatever it says: this is how it will be read, too."""
        parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        parser.Parse(xml, True)

    def check_text(self) -> None:
        """To be asked when all parts were seen: they come in any order."""
        if self._sharing * self._longest > MOST_TEXT:
            raise SheetError(
                f"表格的文字太多：{self._sharing} 格有文字，最长的一格有 {self._longest} 字。"
                "请删短，或分成几个文件再传。"
            )

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.split(":", 1)[-1]
        self._tables += name == TABLE
        if self._tables and name in PLACES:
            _check_place(name, attributes.get("r", ""), self._most_rows)
            self._sharing += attributes.get("t") == "s"
        if self._depth or name in TEXTS:
            self._depth += 1

    def _end(self, tag: str) -> None:
        self._tables -= tag.split(":", 1)[-1] == TABLE
        if self._depth:
            self._depth -= 1
        if not self._depth:
            self._length = 0

    def _text(self, text: str) -> None:
        if not self._depth:
            return
        self._length += len(text)
        self._longest = max(self._longest, self._length)
        if self._length > LONGEST:
            raise SheetError(TOO_LONG)

    def _doctype(self, *about: object) -> None:
        raise SheetError(BROKEN)


def _check_place(name: str, place: str, most_rows: int) -> None:
    found = PLACES[name].fullmatch(place)
    if found is None:
        raise SheetError(UNPLACED)
    column, row = found[1], int(found[2])
    if row > most_rows:
        raise SheetError(
            f"表格有内容或格式的行到了第 {row} 行，一次最多 {most_rows} 行。"
            "请分成几个文件，或删掉下面多余的行再传。"
        )
    if _number(column) > WIDEST:
        raise SheetError(f"表格的列太多（到了 {column} 列），请只保留模板里的列。")


def _number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
