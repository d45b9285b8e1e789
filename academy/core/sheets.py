"""Tables as xlsx files, written row by row: as many rows as wanted in little memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import IO

import xlsxwriter

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
    count = 0
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        sheet = book.add_worksheet(title)
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for place, (heading, width) in enumerate(columns):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, heading, bold)
        for count, row in enumerate(rows, start=1):
            sheet.write_row(count, 0, row)
    return count
